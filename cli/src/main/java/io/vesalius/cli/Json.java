package io.vesalius.cli;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON in one line (RFC 8259). A library that could also read it would double the time that
 * a command takes to start.
 */
final class Json {
    private final StringBuilder text = new StringBuilder();

    private Json() {}

    /** An object's members in their order. */
    static final class Members {
        private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

        /** Adds a member: a string, number, flag, array of numbers, list, or other members. */
        Members put(final String name, final @Nullable Object value) {
            values.put(name, value);
            return this;
        }
    }

    static Members object() {
        return new Members();
    }

    /** The text of a value. What is no finite number becomes null: JSON has no other. */
    static String text(final @Nullable Object value) {
        final Json json = new Json();
        json.value(value);
        return json.text.toString();
    }

    /** Rounded to so many decimals, for times and rates. */
    static double rounded(final double value, final int decimals) {
        final double scale = Math.pow(10, decimals);
        return Double.isFinite(value) ? Math.rint(value * scale) / scale : value;
    }

    private void value(final @Nullable Object value) {
        switch (value) {
            case null -> text.append("null");
            case String string -> string(string);
            case Boolean flag -> text.append(flag.booleanValue());
            case Integer number -> text.append(number.intValue());
            case Long number -> text.append(number.longValue());
            case Float number -> text.append(Float.isFinite(number) ? number.toString() : "null");
            case Double number -> text.append(Double.isFinite(number) ? number.toString() : "null");
            case int[] array -> array(array.length, i -> value(array[i]));
            case long[] array -> array(array.length, i -> value(array[i]));
            case float[] array -> array(array.length, i -> value(array[i]));
            case double[] array -> array(array.length, i -> value(array[i]));
            case List<?> list -> array(list.size(), i -> value(list.get(i)));
            case Members members -> members(members);
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private interface Element {
        void write(int index);
    }

    private void array(final int length, final Element element) {
        text.append('[');
        for (int i = 0; i < length; i++) {
            text.append(i == 0 ? "" : ", ");
            element.write(i);
        }
        text.append(']');
    }

    private void members(final Members members) {
        text.append('{');
        members.values.forEach(
                (name, value) -> {
                    text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ");
                    string(name);
                    text.append(": ");
                    value(value);
                });
        text.append('}');
    }

    private void string(final String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            final char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f || isLoneSurrogate(string, i)) {
                        text.append("\\u%04x".formatted((int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    private static boolean isLoneSurrogate(final String string, final int at) {
        final char c = string.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == string.length() || !Character.isLowSurrogate(string.charAt(at + 1));
        }
        return Character.isLowSurrogate(c)
                && (at == 0 || !Character.isHighSurrogate(string.charAt(at - 1)));
    }
}
