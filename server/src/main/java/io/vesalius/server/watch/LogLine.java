package io.vesalius.server.watch;

import io.vesalius.server.http.Shown;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One line about one request: `key=value`, values quoted where they need it. For one thread. */
public final class LogLine {
    private final Map<String, String> values = new LinkedHashMap<>();

    /** Adds a value; of others' texts it keeps what fits a line. */
    public LogLine put(final String key, final String value) {
        values.put(key, quoted(Shown.line(value)));
        return this;
    }

    public LogLine put(final String key, final long value) {
        values.put(key, Long.toString(value));
        return this;
    }

    /** With microseconds. */
    public LogLine putSeconds(final String key, final double value) {
        values.put(key, String.format(Locale.ROOT, "%.6f", value));
        return this;
    }

    private static String quoted(final String value) {
        final boolean plain =
                !value.isEmpty() && value.chars().noneMatch(c -> " =\"\\".indexOf(c) >= 0);
        return plain ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    public String toString() {
        final StringBuilder line = new StringBuilder();
        values.forEach(
                (key, value) ->
                        line.append(line.isEmpty() ? "" : " ")
                                .append(key)
                                .append('=')
                                .append(value));
        return line.toString();
    }
}
