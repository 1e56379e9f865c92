package io.vesalius.cli;

import io.vesalius.base.BadFileException;
import io.vesalius.format.JsonText;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;

/** Reads JSON files that a person names, within limits. */
final class JsonInput {
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
        return JsonText.parse(text, where);
    }
}
