package io.vesalius.distill;

import io.vesalius.base.BadFileException;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Documents in a text file: each is followed by a line that says how it ended. What follows the
 * last such line is a document too.
 */
public final class DocumentFile {
    /** The line behind a document that ends there. */
    public static final String END = "<|endoftext|>";

    /** The line behind one that was cut. */
    public static final String CUT = "<|cut|>";

    /** It is held on the heap. */
    private static final long LARGEST = 1L << 30;

    private DocumentFile() {}

    /**
     * Reads all documents; empty ones are left out.
     *
     * @throws BadFileException when it can't be read as UTF-8, or holds none
     */
    public static List<Document> read(final Path file) {
        final List<Document> documents = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        checkSize(file);
        try (BufferedReader in = Files.newBufferedReader(file)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals(END) || line.equals(CUT)) {
                    add(documents, text, line.equals(END));
                } else {
                    text.append(line).append('\n');
                }
            }
        } catch (CharacterCodingException e) {
            throw new BadFileException(file + ": is not UTF-8: convert the text first", e);
        } catch (IOException e) {
            throw new BadFileException(file + ": can't be read: " + e.getMessage(), e);
        }
        add(documents, text, true);
        if (documents.isEmpty()) {
            throw new BadFileException(file + ": holds no text");
        }
        return documents;
    }

    private static void checkSize(final Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new BadFileException(
                        "%s: is larger than %d bytes: take a part of it".formatted(file, LARGEST));
            }
        } catch (IOException e) {
            throw new BadFileException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    private static void add(
            final List<Document> documents, final StringBuilder text, final boolean ended) {
        final String stripped = text.toString().strip();
        if (!stripped.isEmpty()) {
            documents.add(new Document(stripped, ended));
        }
        text.setLength(0);
    }

    /** Writes a file that appears whole or not at all. */
    static void write(final Path file, final List<Document> documents) {
        final Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (BufferedWriter out = Files.newBufferedWriter(part)) {
                for (final Document document : documents) {
                    out.write(document.text());
                    out.write("\n" + (document.ended() ? END : CUT) + "\n");
                }
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BadFileException(file + ": can't be written: " + e.getMessage(), e);
        }
    }
}
