package io.vesalius;

import io.vesalius.base.CapacityException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The model in the box: a small teller of children's stories in English, distilled by this project
 * (docs/STORIES.md).
 */
public final class BuiltIn {
    /** What it is, in a few words. */
    public static final String NAME = "Vesalius stories";

    private static final String RESOURCE = "stories.gguf";
    private static final CopyOption[] NEVER_REPLACE = {};

    private BuiltIn() {}

    /**
     * Opens it, as {@link Vesalius#open(Path, OpenOptions)} opens a file.
     *
     * @throws CapacityException when there is no room for a temporary copy
     */
    public static Vesalius open(final OpenOptions options) {
        try {
            final Path copy = temporary();
            try {
                copyTo(copy, NEVER_REPLACE);
                return Vesalius.open(copy, options);
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new CapacityException(
                    "the built-in model needs a temporary file, which can't be made (java.io.tmpdir is %s): %s"
                            .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()));
        }
    }

    /**
     * A name that no file has. Nobody is harmed who guesses it, since nothing is written to a file
     * that is there; the JDK's own names come from a secure generator, which takes longer to load
     * than the model.
     */
    private static Path temporary() {
        final long number = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
        return Path.of(System.getProperty("java.io.tmpdir"), "vesalius-" + number + ".gguf");
    }

    /** Writes the model's file. */
    public static void copyTo(final Path file) throws IOException {
        copyTo(file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copyTo(final Path file, final CopyOption... how) throws IOException {
        try (InputStream in = BuiltIn.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the built-in model is missing from the jar");
            }
            Files.copy(in, file, how);
        }
    }
}
