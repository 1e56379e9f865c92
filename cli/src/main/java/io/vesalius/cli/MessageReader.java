package io.vesalius.cli;

import java.util.Optional;

/**
 * Puts lines together to messages: a backslash at the end of a line joins the next one to it, and
 * what stands between two lots of three double quotes is one message, whatever its lines.
 */
final class MessageReader {
    private static final String QUOTES = "\"\"\"";

    private final LineSource source;
    private final Runnable warning;
    private final StringBuilder begun = new StringBuilder();
    private boolean quoted;
    private boolean warned;

    /**
     * @param warning given at the first Ctrl-C with nothing typed: it may have been meant for an
     *     answer that had just ended; a second one is the end
     */
    MessageReader(final LineSource source, final Runnable warning) {
        this.source = source;
        this.warning = warning;
    }

    /** The next message; empty when there are no more. */
    Optional<String> next() {
        forget();
        while (true) {
            switch (source.next(quoted || !begun.isEmpty())) {
                case LineSource.Input.Line(String text) -> {
                    warned = false;
                    if (take(text)) {
                        return Optional.of(begun.toString());
                    }
                }
                case LineSource.Input.Interrupted(boolean wasEmpty) -> {
                    if (wasEmpty && !quoted && begun.isEmpty()) {
                        if (warned) {
                            return Optional.empty();
                        }
                        warned = true;
                        warning.run();
                    }
                    forget();
                }
                case LineSource.Input.End end -> {
                    return begun.isEmpty() ? Optional.empty() : Optional.of(begun.toString());
                }
            }
        }
    }

    private void forget() {
        begun.setLength(0);
        quoted = false;
    }

    /** Takes a line; true when the message is complete. */
    private boolean take(final String line) {
        if (quoted) {
            return takeQuoted(line);
        }
        if (begun.isEmpty() && line.startsWith(QUOTES)) {
            quoted = true;
            final String rest = line.substring(QUOTES.length());
            return !rest.isEmpty() && takeQuoted(rest);
        }
        if (line.endsWith("\\")) {
            begun.append(line, 0, line.length() - 1).append('\n');
            return false;
        }
        begun.append(line);
        return true;
    }

    private boolean takeQuoted(final String line) {
        if (line.endsWith(QUOTES)) {
            begun.append(line, 0, line.length() - QUOTES.length());
            return true;
        }
        begun.append(line).append('\n');
        return false;
    }
}
