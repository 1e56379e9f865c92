package io.vesalius.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A token id as an option's value. */
final class TokenIdConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(final String value) {
        try {
            return Integer.valueOf(value.strip());
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "'%s' is no token id: 'vesalius tokenize' shows them".formatted(value));
        }
    }
}
