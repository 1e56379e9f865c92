package io.vesalius.cli;

import io.vesalius.base.BadFileException;
import io.vesalius.tokenizer.train.TrainedTokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A file for a trained tokeniser; the ending of its name says in which format. */
record TokenizerOutput(Path path, boolean json) {
    /**
     * Checks the name before the training, which may take long.
     *
     * @throws UsageException for another ending
     * @throws BadFileException where its folder isn't there
     */
    static TokenizerOutput of(final String name) {
        final String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.endsWith(".json") && !lower.endsWith(".gguf")) {
            throw new UsageException(
                    "--output is '%s': its name must end in .json or in .gguf, which says the format"
                            .formatted(Printable.line(name)));
        }
        final Path path = ModelPath.path(name);
        if (!Files.isDirectory(path.toAbsolutePath().resolveSibling(""))) {
            throw new BadFileException(
                    "%s can't be written: its folder isn't there: make it first"
                            .formatted(Printable.line(name)));
        }
        return new TokenizerOutput(path, lower.endsWith(".json"));
    }

    void write(final TrainedTokenizer trained) {
        if (json) {
            trained.writeJson(path);
        } else {
            trained.writeGguf(path);
        }
    }
}
