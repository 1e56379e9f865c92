package io.vesalius.cli;

import io.vesalius.prompt.Prompt;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An example as an option's value: `input => output`. */
final class ExampleConverter implements ITypeConverter<Prompt.Example> {
    private static final String ARROW = "=>";

    @Override
    public Prompt.Example convert(final String value) {
        final int at = value.indexOf(ARROW);
        if (at < 0) {
            throw new TypeConversionException(
                    "'%s' is no example: an input, =>, and its output are needed"
                            .formatted(Printable.line(value, 60)));
        }
        return new Prompt.Example(
                value.substring(0, at).strip(), value.substring(at + ARROW.length()).strip());
    }
}
