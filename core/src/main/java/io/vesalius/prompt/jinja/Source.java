package io.vesalius.prompt.jinja;

import io.vesalius.base.BadFileException;

import java.nio.charset.StandardCharsets;

/** A template's source with its newlines made alike, and errors that point into it. */
record Source(String chars) {
    /** Most bytes a template may have, in UTF-8. */
    static final int MOST_BYTES = 256 << 10;

    /**
     * @throws BadFileException when it is too long
     */
    static Source of(final String source) {
        final int bytes =
                source.length() > MOST_BYTES
                        ? source.length()
                        : source.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            throw new BadFileException(
                    "chat template: it has at least %d bytes, at most %d are allowed"
                            .formatted(bytes, MOST_BYTES));
        }
        final String alike = source.replace("\r\n", "\n").replace('\r', '\n');
        return new Source(alike.endsWith("\n") ? alike.substring(0, alike.length() - 1) : alike);
    }

    int line(final int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            line += chars.charAt(i) == '\n' ? 1 : 0;
        }
        return line;
    }

    BadFileException error(final int offset, final String what) {
        return new BadFileException("chat template, " + place(offset) + ": " + what);
    }

    String place(final int offset) {
        final int column = offset - chars.lastIndexOf('\n', offset - 1);
        return "line %d, column %d".formatted(line(offset), column);
    }
}
