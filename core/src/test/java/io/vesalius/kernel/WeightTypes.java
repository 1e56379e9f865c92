package io.vesalius.kernel;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

import java.util.stream.Stream;

/** Every type that the engine multiplies with. */
final class WeightTypes implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(
            final ParameterDeclarations parameters, final ExtensionContext context) {
        return Samples.weightTypes().map(Arguments::of);
    }
}
