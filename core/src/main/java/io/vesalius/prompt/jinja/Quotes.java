package io.vesalius.prompt.jinja;

/** Python's repr of a string. */
final class Quotes {
    private Quotes() {}

    /** Writes a string in quotes, its characters with their trust. */
    static void write(final Text text, final TextBuilder builder) {
        final String chars = text.chars();
        final char quote = chars.indexOf('\'') >= 0 && chars.indexOf('"') < 0 ? '"' : '\'';
        builder.append(String.valueOf(quote));
        int plain = 0; // where the characters begin that need no escape
        for (int at = 0; at < chars.length(); ) {
            final int c = chars.codePointAt(at);
            final int next = at + Character.charCount(c);
            final String escape = escape(c, quote);
            if (!escape.isEmpty()) {
                builder.append(text, plain, at).append(escape, text.controlAt(at));
                plain = next;
            }
            at = next;
        }
        builder.append(text, plain, chars.length()).append(String.valueOf(quote));
    }

    private static String escape(final int c, final char quote) {
        return switch (c) {
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> c == quote ? "\\" + quote : isPrintable(c) ? "" : numbered(c);
        };
    }

    private static String numbered(final int c) {
        return c < 0x100
                ? "\\x%02x".formatted(c)
                : c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c);
    }

    static boolean isPrintable(final int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR ->
                            false;
                    default -> true;
                };
    }
}
