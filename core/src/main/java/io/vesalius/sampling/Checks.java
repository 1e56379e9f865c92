package io.vesalius.sampling;

import io.vesalius.base.BadRequestException;

/** Ranges of parameters; NaN is in none. */
final class Checks {
    private Checks() {}

    /** Between both, inclusive. */
    static double range(
            final String parameter, final double value, final double from, final double to) {
        if (!(value >= from && value <= to)) {
            throw refused(parameter, value, "from " + plain(from) + " to " + plain(to));
        }
        return value;
    }

    /** Between both, inclusive. */
    static int range(final String parameter, final int value, final int from, final int to) {
        if (value < from || value > to) {
            throw refused(parameter, value, "from " + from + " to " + to);
        }
        return value;
    }

    /** Greater than 0, at most `to`. */
    static double positive(final String parameter, final double value, final double to) {
        if (!(value > 0 && value <= to)) {
            throw refused(parameter, value, "above 0, up to " + plain(to));
        }
        return value;
    }

    static int atLeast(final String parameter, final int value, final int from) {
        if (value < from) {
            throw refused(parameter, value, from + " or more");
        }
        return value;
    }

    /** A count of tokens to look back: -1 for all, 0 for none. */
    static int lookBack(final String parameter, final int value) {
        if (value < -1) {
            throw refused(parameter, value, "-1 (all tokens), 0 (off) or more");
        }
        return value;
    }

    /** A token id of this vocabulary. */
    static void id(final String parameter, final int id, final int vocabSize) {
        if (id < 0 || id >= vocabSize) {
            throw refused(parameter, "token id " + id, "ids from 0 to " + (vocabSize - 1));
        }
    }

    static BadRequestException refused(
            final String parameter, final Object found, final String allowed) {
        final String verb = found instanceof Number ? " is " : " has ";
        return new BadRequestException(
                parameter, parameter + verb + found + ": allowed: " + allowed);
    }

    private static String plain(final double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
