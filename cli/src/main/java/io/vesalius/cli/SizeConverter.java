package io.vesalius.cli;

import io.vesalius.base.BadRequestException;
import io.vesalius.base.ByteSize;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** `2GiB` as an option's value. */
final class SizeConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(final String value) {
        try {
            return ByteSize.parse(value);
        } catch (BadRequestException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
