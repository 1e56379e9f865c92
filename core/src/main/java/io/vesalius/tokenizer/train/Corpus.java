package io.vesalius.tokenizer.train;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Texts to train on, in UTF-8: files, which are read in blocks, or texts in memory. */
public final class Corpus {
    private final List<Source> sources;

    private Corpus(final List<Source> sources) {
        if (sources.isEmpty()) {
            throw new BadRequestException("corpus", "the corpus is empty: name at least one file");
        }
        this.sources = sources;
    }

    /** One text, opened when its turn comes. */
    record Source(String name, long bytes, Opener opener) {
        InputStream open() {
            try {
                return opener.open();
            } catch (final IOException failure) {
                throw new BadFileException(
                        "%s can't be read: %s".formatted(name, failure.getMessage()), failure);
            }
        }
    }

    /** Opens a text for reading. */
    interface Opener {
        InputStream open() throws IOException;
    }

    /**
     * @throws BadFileException when one isn't a readable file
     */
    public static Corpus ofFiles(final List<Path> files) {
        return new Corpus(files.stream().map(Corpus::source).toList());
    }

    public static Corpus ofTexts(final List<String> texts) {
        return new Corpus(texts.stream().map(Corpus::source).toList());
    }

    private static Source source(final Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new BadFileException(
                    "%s %s: name a text file"
                            .formatted(
                                    file,
                                    Files.exists(file) ? "is no readable file" : "isn't there"));
        }
        try {
            return new Source(file.toString(), Files.size(file), () -> Files.newInputStream(file));
        } catch (final IOException failure) {
            throw new BadFileException(
                    "%s can't be read: %s".formatted(file, failure.getMessage()), failure);
        }
    }

    private static Source source(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Source("the text", bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    List<Source> sources() {
        return sources;
    }

    /** The size in bytes. */
    public long bytes() {
        return sources.stream().mapToLong(Source::bytes).sum();
    }
}
