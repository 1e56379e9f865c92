package io.vesalius.prompt.jinja;

import java.math.BigDecimal;

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
        // Java's own digits are the shortest, too (JDK-4511638); only the form differs.
        final BigDecimal value =
                new BigDecimal(Double.toString(Math.abs(real))).stripTrailingZeros();
        final String digits = value.unscaledValue().toString();
        final int exponent = digits.length() - 1 - value.scale();
        if (exponent < LEAST_EXPONENT || exponent >= MOST_EXPONENT) {
            return sign + scientific(digits, exponent);
        }
        final String plain = value.toPlainString();
        return sign + plain + (plain.contains(".") ? "" : ".0");
    }

    private static String scientific(final String digits, final int exponent) {
        final String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        return "%s%se%s%02d"
                .formatted(
                        digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
