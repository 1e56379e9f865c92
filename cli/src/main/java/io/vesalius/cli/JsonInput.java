package io.vesalius.cli;

import io.vesalius.base.BadFileException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.Optional;

/** Reads JSON files that a person names, within limits. */
final class JsonInput {
    private static final int MOST_DEPTH = 500;
    private static final int LONGEST_STRING = 16 << 20;
    private static final int LONGEST_NUMBER = 1000;

    private JsonInput() {}

    /**
     * @throws BadFileException for what is no single JSON value, with line and column
     */
    static JsonNode file(final Path path) {
        return text(TextInput.file(path), path.toString());
    }

    /**
     * @param where what errors begin with
     */
    static JsonNode text(final String text, final String where) {
        try {
            return mapper().readTree(text);
        } catch (StreamConstraintsException e) {
            throw new BadFileException(
                    ("%s: it goes beyond what is read: %d levels, strings of %d characters, numbers"
                                    + " of %d digits")
                            .formatted(where, MOST_DEPTH, LONGEST_STRING, LONGEST_NUMBER),
                    e);
        } catch (JacksonException e) {
            throw new BadFileException(where + place(e) + ": " + e.getOriginalMessage(), e);
        }
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
