package io.vesalius.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Locale;

/** A logit bias as an option's value: a number or `-inf`. */
final class BiasConverter implements ITypeConverter<Float> {
    @Override
    public Float convert(final String value) {
        try {
            return switch (value.strip().toLowerCase(Locale.ROOT)) {
                case "-inf", "-infinity" -> Float.NEGATIVE_INFINITY;
                default -> Float.valueOf(value);
            };
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "'%s' is no bias: a number or -inf is needed".formatted(value));
        }
    }
}
