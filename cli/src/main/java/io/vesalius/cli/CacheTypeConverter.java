package io.vesalius.cli;

import io.vesalius.tensor.CacheType;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Arrays;
import java.util.stream.Collectors;

/** `f16` as an option's value. */
final class CacheTypeConverter implements ITypeConverter<CacheType> {
    @Override
    public CacheType convert(final String value) {
        return Arrays.stream(CacheType.values())
                .filter(type -> type.label().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "'%s' is no type of cache: allowed: %s"
                                                .formatted(value, labels())));
    }

    private static String labels() {
        return Arrays.stream(CacheType.values())
                .map(CacheType::label)
                .collect(Collectors.joining(", "));
    }
}
