package io.vesalius.format;

import io.vesalius.base.BadFileException;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file's metadata, typed on demand. A missing key or a value of the wrong type is a {@link
 * BadFileException} that names the key, what was found and what is needed.
 */
public final class GgufMetadata {
    private final String where;
    private final Map<String, GgufValue> values;

    /** Metadata of no file; the values in their order. */
    public GgufMetadata(final Map<String, GgufValue> values) {
        this("", values);
    }

    /**
     * @param where what errors begin with: the file and a colon
     * @param values in the file's order
     */
    GgufMetadata(final String where, final Map<String, GgufValue> values) {
        this.where = where;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** What errors begin with: the file and a colon; nothing for metadata of no file. */
    public String where() {
        return where;
    }

    public Set<String> keys() {
        return values.keySet();
    }

    public boolean has(final String key) {
        return values.containsKey(key);
    }

    /** The value as it is in the file. */
    public GgufValue value(final String key) {
        final GgufValue value = values.get(key);
        if (value == null) {
            throw new BadFileException(
                    where + "metadata key '" + key + "' is missing, and the model needs it");
        }
        return value;
    }

    public String string(final String key) {
        return value(key) instanceof GgufValue.Text(String text)
                ? text
                : wrongType(key, "a string");
    }

    public String string(final String key, final String fallback) {
        return has(key) ? string(key) : fallback;
    }

    public long integer(final String key) {
        return value(key) instanceof GgufValue.Whole(GgufType type, long whole)
                ? whole
                : wrongType(key, "an integer");
    }

    public long integer(final String key, final long fallback) {
        return has(key) ? integer(key) : fallback;
    }

    /** An integer within bounds. */
    public int integer(final String key, final int least, final int most) {
        final long value = integer(key);
        if (value < least || value > most) {
            throw new BadFileException(
                    where
                            + "metadata key '%s' is %d: it must be from %d to %d"
                                    .formatted(key, value, least, most));
        }
        return (int) value;
    }

    /** A finite number; integers count. */
    public double number(final String key) {
        final double number =
                switch (value(key)) {
                    case GgufValue.Whole whole -> whole.value();
                    case GgufValue.Real real -> real.value();
                    default -> wrongType(key, "a number");
                };
        if (!Double.isFinite(number)) {
            throw new BadFileException(
                    where + "metadata key '%s' is %s: it must be finite".formatted(key, number));
        }
        return number;
    }

    public double number(final String key, final double fallback) {
        return has(key) ? number(key) : fallback;
    }

    public boolean flag(final String key) {
        return value(key) instanceof GgufValue.Flag(boolean flag) ? flag : wrongType(key, "a bool");
    }

    public boolean flag(final String key, final boolean fallback) {
        return has(key) ? flag(key) : fallback;
    }

    public List<String> strings(final String key) {
        return value(key) instanceof GgufValue.Texts(List<String> texts)
                ? texts
                : wrongType(key, "an array of strings");
    }

    /** An array of integers that fit 32 bits, signed or not. */
    public int[] integers(final String key) {
        final long[] wholes =
                value(key) instanceof GgufValue.Wholes(GgufType type, long[] array)
                        ? array
                        : wrongType(key, "an array of integers");
        final int[] integers = new int[wholes.length];
        for (int i = 0; i < integers.length; i++) {
            if (wholes[i] < Integer.MIN_VALUE || wholes[i] > 0xffffffffL) {
                throw new BadFileException(
                        where
                                + "metadata key '%s' has %d at index %d: it must fit 32 bits"
                                        .formatted(key, wholes[i], i));
            }
            integers[i] = (int) wholes[i];
        }
        return integers;
    }

    /** An array of floating-point numbers. */
    public float[] numbers(final String key) {
        final double[] reals =
                value(key) instanceof GgufValue.Reals(GgufType type, double[] array)
                        ? array
                        : wrongType(key, "an array of floating-point numbers");
        final float[] numbers = new float[reals.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) reals[i];
        }
        return numbers;
    }

    private <T> T wrongType(final String key, final String needed) {
        throw new BadFileException(
                where
                        + "metadata key '%s' is %s: it must be %s"
                                .formatted(key, value(key).describe(), needed));
    }
}
