package io.vesalius.cli;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * Where the engine's log lines go: warnings to standard error, one line each; with the system
 * property `vesalius.log` set to a level, all from that level on. The JDK's own logging would write
 * two lines each, load a configuration, and say on every start which kernels were chosen.
 */
public final class Logging extends System.LoggerFinder {
    /** The system property that holds the lowest level to show. */
    static final String LEVEL = "vesalius.log";

    /** Called by the JDK, which finds this class as a service. */
    public Logging() {}

    @Override
    public Logger getLogger(final String name, final Module module) {
        return new Lines(name, level());
    }

    private static Level level() {
        try {
            return Level.valueOf(System.getProperty(LEVEL, "WARNING"));
        } catch (IllegalArgumentException e) {
            return Level.WARNING;
        }
    }

    /**
     * @param level the lowest that is shown
     */
    private record Lines(String name, Level level) implements Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(final Level asked) {
            return asked != Level.OFF && asked.getSeverity() >= level.getSeverity();
        }

        @Override
        public void log(
                final Level asked,
                final @Nullable ResourceBundle bundle,
                final @Nullable String message,
                final @Nullable Throwable thrown) {
            if (isLoggable(asked)) {
                write(asked, message + (thrown == null ? "" : ": " + thrown));
            }
        }

        @Override
        public void log(
                final Level asked,
                final @Nullable ResourceBundle bundle,
                final @Nullable String format,
                final @Nullable Object... values) {
            if (isLoggable(asked)) {
                final boolean plain = format == null || values == null || values.length == 0;
                write(asked, plain ? "" + format : MessageFormat.format(format, values));
            }
        }

        private void write(final Level asked, final String message) {
            System.err.println(
                    "vesalius: %s: %s"
                            .formatted(asked.getName().toLowerCase(Locale.ROOT), message));
        }
    }
}
