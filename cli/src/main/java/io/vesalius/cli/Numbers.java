package io.vesalius.cli;

import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.function.Function;

/** Numbers as options' values, with errors in a person's words instead of the language's. */
final class Numbers {
    private Numbers() {}

    static void register(final CommandLine line) {
        final ITypeConverter<Integer> ints =
                whole(Integer::valueOf, Integer.MIN_VALUE, Integer.MAX_VALUE);
        final ITypeConverter<Long> longs = whole(Long::valueOf, Long.MIN_VALUE, Long.MAX_VALUE);
        line.registerConverter(Integer.class, ints)
                .registerConverter(int.class, ints)
                .registerConverter(Long.class, longs)
                .registerConverter(long.class, longs)
                .registerConverter(Double.class, Numbers::real)
                .registerConverter(double.class, Numbers::real);
    }

    private static <T> ITypeConverter<T> whole(
            final Function<String, T> parse, final long least, final long most) {
        return value -> {
            try {
                return parse.apply(value);
            } catch (NumberFormatException e) {
                throw new TypeConversionException(
                        "'%s' is no whole number from %d to %d"
                                .formatted(Printable.line(value, 40), least, most));
            }
        };
    }

    private static Double real(final String value) {
        try {
            return Double.valueOf(value);
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "'%s' is no number".formatted(Printable.line(value, 40)));
        }
    }
}
