package io.vesalius.cli;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** From what a person calls a model to its file. */
final class ModelPath {
    private static final Pattern HUB_NAME =
            Pattern.compile("[\\w.-]{1,96}/[\\w.-]{1,96}(:[\\w./-]{1,200})?");

    private ModelPath() {}

    /**
     * The file of a model.
     *
     * @throws UsageException where none is named
     * @throws UnsupportedException for a directory or a hub name
     * @throws BadFileException where there is no such file
     */
    static Path of(final Optional<String> model) {
        return of(
                model.orElseThrow(
                        () ->
                                new UsageException(
                                        "no model: name a GGUF file with -m FILE.gguf (run and"
                                                + " chat alone have a built-in one)")));
    }

    static Path of(final String model) {
        final Path path = path(model);
        if (Files.isDirectory(path)) {
            throw new UnsupportedException(
                    "%s: this is a directory, and models in Hugging Face layout can't be opened:"
                                    .formatted(Printable.line(model))
                            + " a single GGUF file can");
        }
        if (!Files.exists(path) && HUB_NAME.matcher(model).matches() && !model.endsWith(".gguf")) {
            throw new UnsupportedException(
                    "%s: no such file, and models can't be fetched from a hub by name: download a"
                                    .formatted(model)
                            + " GGUF file of it and give its path");
        }
        if (!Files.exists(path)) {
            throw new BadFileException(Printable.line(model) + ": no such file");
        }
        return path;
    }

    /**
     * A path as the platform reads it.
     *
     * @throws BadFileException for a text that is none
     */
    static Path path(final String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadFileException(
                    "'%s' is no path here: %s (locale %s)"
                            .formatted(
                                    Printable.line(text),
                                    e.getReason(),
                                    System.getProperty("sun.jnu.encoding")),
                    e);
        }
    }
}
