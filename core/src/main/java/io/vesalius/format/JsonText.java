package io.vesalius.format;

import io.vesalius.base.BadFileException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** JSON of files, read within limits. */
public final class JsonText {
    /** Larger than any published tokenizer.json, with room. */
    public static final int MOST_BYTES = 128 << 20;

    private static final int MOST_DEPTH = 500;
    private static final int LONGEST_STRING = 16 << 20;
    private static final int LONGEST_NUMBER = 1000;

    private JsonText() {}

    /**
     * @throws BadFileException for what is no file, no single JSON value, or too large
     */
    public static JsonNode file(final Path path) {
        if (!Files.isRegularFile(path)) {
            throw new BadFileException(
                    "%s: %s"
                            .formatted(
                                    path,
                                    Files.exists(path)
                                            ? "this is no file: name a JSON file"
                                            : "no such file"));
        }
        try (InputStream in = Files.newInputStream(path)) {
            final byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new BadFileException(
                        "%s: more than %d bytes: no JSON file of a model is that large"
                                .formatted(path, MOST_BYTES));
            }
            return mapper().readTree(bytes);
        } catch (JacksonException e) {
            throw bad(path.toString(), e);
        } catch (IOException e) {
            throw new BadFileException(path + ": can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * @param where what errors begin with
     * @throws BadFileException for what is no single JSON value, with line and column
     */
    public static JsonNode parse(final String text, final String where) {
        try {
            return mapper().readTree(text);
        } catch (JacksonException e) {
            throw bad(where, e);
        }
    }

    private static BadFileException bad(final String where, final JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            return new BadFileException(
                    "%s: it goes beyond what is read: %d levels, strings of %d characters, numbers of %d digits"
                            .formatted(where, MOST_DEPTH, LONGEST_STRING, LONGEST_NUMBER),
                    e);
        }
        return new BadFileException(where + place(e) + ": " + e.getOriginalMessage(), e);
    }

    /** Some errors don't know where they happened. */
    private static String place(final JacksonException e) {
        return Optional.ofNullable(e.getLocation())
                .map(at -> ": line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()))
                .orElse("");
    }

    private static JsonMapper mapper() {
        final JsonFactory factory =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(MOST_DEPTH)
                                        .maxStringLength(LONGEST_STRING)
                                        .maxNumberLength(LONGEST_NUMBER)
                                        .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }
}
