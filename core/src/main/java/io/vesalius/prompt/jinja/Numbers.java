package io.vesalius.prompt.jinja;

import java.math.BigInteger;
import java.util.Optional;

/** What values mean as numbers, and what strings spell. */
final class Numbers {
    private static final int MOST_DIGITS = 4300; // as Python

    private Numbers() {}

    /** The whole number that a value is; empty for anything but integers and truth values. */
    static Optional<BigInteger> whole(final Value value) {
        return switch (value) {
            case Value.Int whole -> Optional.of(whole.value());
            case Value.Bool bool -> Optional.of(bool.value() ? BigInteger.ONE : BigInteger.ZERO);
            default -> Optional.empty();
        };
    }

    static boolean isNumber(final Value value) {
        return value instanceof Value.Real || whole(value).isPresent();
    }

    /** A number as floating point. */
    static double real(final Value number) {
        if (number instanceof Value.Real real) {
            return real.value();
        }
        final double real = whole(number).orElseThrow().doubleValue();
        if (Double.isInfinite(real)) {
            throw overflow("int too large to convert to float");
        }
        return real;
    }

    /** An integer where one is needed: an index, a count, a width. */
    static int index(final Value value) {
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        }
        final BigInteger whole =
                whole(value)
                        .orElseThrow(
                                () ->
                                        TemplateError.type(
                                                "'%s' object cannot be interpreted as an integer"
                                                        .formatted(Types.name(value))));
        return whole.max(BigInteger.valueOf(Integer.MIN_VALUE))
                .min(BigInteger.valueOf(Integer.MAX_VALUE))
                .intValue();
    }

    /** A floating-point number cut to a whole one. */
    static BigInteger cut(final double real) {
        if (Double.isNaN(real)) {
            throw TemplateError.value("cannot convert float NaN to integer");
        }
        if (Double.isInfinite(real)) {
            throw overflow("cannot convert float infinity to integer");
        }
        return new java.math.BigDecimal(real).toBigInteger();
    }

    static TemplateError overflow(final String text) {
        return new TemplateError(TemplateError.Kind.OVERFLOW, text);
    }

    /** The whole number that a string spells in a base; empty if none. */
    static Optional<BigInteger> parseWhole(final String chars, final int base) {
        String digits = stripped(chars);
        final boolean minus = digits.startsWith("-");
        if (minus || digits.startsWith("+")) {
            digits = digits.substring(1);
        }
        final String prefix =
                switch (base) {
                    case 16 -> "0x";
                    case 8 -> "0o";
                    case 2 -> "0b";
                    default -> "";
                };
        if (!prefix.isEmpty() && digits.regionMatches(true, 0, prefix, 0, 2)) {
            digits = digits.substring(digits.startsWith("_", 2) ? 3 : 2);
        }
        if (!isNumeral(digits, base) || digits.length() > MOST_DIGITS) {
            return Optional.empty();
        }
        final BigInteger value = new BigInteger(digits.replace("_", ""), base);
        return Optional.of(minus ? value.negate() : value);
    }

    /** Digits, with single underscores between them. */
    private static boolean isNumeral(final String digits, final int base) {
        boolean digitBefore = false;
        for (int i = 0; i < digits.length(); i++) {
            final boolean digit = Character.digit(digits.charAt(i), base) >= 0;
            if (!digit && !(digitBefore && digits.charAt(i) == '_')) {
                return false;
            }
            digitBefore = digit;
        }
        return digitBefore;
    }

    /** The floating-point number that a string spells; empty if none. */
    static Optional<Double> parseReal(final String chars) {
        final String number = stripped(chars).toLowerCase(java.util.Locale.ROOT);
        final String unsigned =
                number.startsWith("-") || number.startsWith("+") ? number.substring(1) : number;
        final double sign = number.startsWith("-") ? -1 : 1;
        return switch (unsigned) {
            case "inf", "infinity" -> Optional.of(sign * Double.POSITIVE_INFINITY);
            case "nan" -> Optional.of(Double.NaN);
            default ->
                    unsigned.length() <= MOST_DIGITS && isRealNumeral(unsigned)
                            ? Optional.of(sign * Double.parseDouble(unsigned.replace("_", "")))
                            : Optional.empty();
        };
    }

    private static boolean isRealNumeral(final String number) {
        final String digits = "[0-9]++(?:_[0-9]++)*+";
        return number.matches("(?:%1$s\\.?+(?:%1$s)?+|\\.%1$s)(?:e[+-]?%1$s)?+".formatted(digits));
    }

    private static String stripped(final String chars) {
        final int from = Whitespace.skip(chars, 0);
        return chars.substring(from, Whitespace.trimmedEnd(chars, from));
    }
}
