package io.vesalius.prompt.jinja;

import java.math.BigDecimal;
import java.math.MathContext;

/** Python's repr of a floating-point number: the shortest digits that mean it. */
final class Reals {
    private static final int LEAST_EXPONENT = -4;
    private static final int MOST_EXPONENT = 16;

    private Reals() {}

    static String repr(final double real) {
        if (Double.isNaN(real)) {
            return "nan";
        }
        if (Double.isInfinite(real)) {
            return real > 0 ? "inf" : "-inf";
        }
        final String sign = Math.copySign(1, real) < 0 ? "-" : "";
        if (real == 0) {
            return sign + "0.0";
        }
        final BigDecimal value = shortest(Math.abs(real));
        final String digits = value.unscaledValue().toString();
        final int exponent = digits.length() - 1 - value.scale();
        if (exponent < LEAST_EXPONENT || exponent >= MOST_EXPONENT) {
            return sign + scientific(digits, exponent);
        }
        final String plain = value.toPlainString();
        return sign + plain + (plain.contains(".") ? "" : ".0");
    }

    /** Java's own digits are the shortest, too, but that it never goes below two (JDK-4511638). */
    private static BigDecimal shortest(final double real) {
        final BigDecimal value = new BigDecimal(Double.toString(real)).stripTrailingZeros();
        final BigDecimal one = value.round(new MathContext(1));
        return one.doubleValue() == real ? one : value;
    }

    private static String scientific(final String digits, final int exponent) {
        final String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        return "%s%se%s%02d"
                .formatted(
                        digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
