package io.vesalius.tokenizer.json;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/**
 * A value in a JSON file that knows where it is, so that errors can say it.
 *
 * @param where the file, a colon, and the names that lead here
 */
record JsonPart(String where, JsonNode node) {
    private static final int LONGEST_QUOTE = 80;

    /** Whether there is nothing, or null. */
    boolean isEmpty() {
        return node.isMissingNode() || node.isNull();
    }

    /** A member; empty where there is none. */
    JsonPart part(final String name) {
        return new JsonPart(where + (where.endsWith(": ") ? "" : ".") + name, node.path(name));
    }

    /** The member `type`, which says which stage a stage is. */
    String type() {
        return part("type").string();
    }

    String string() {
        if (!node.isString()) {
            throw bad("must be a string");
        }
        return node.stringValue();
    }

    boolean flag(final boolean fallback) {
        if (isEmpty()) {
            return fallback;
        }
        if (!node.isBoolean()) {
            throw bad("must be true or false");
        }
        return node.booleanValue();
    }

    double number() {
        if (!node.isNumber()) {
            throw bad("must be a number");
        }
        return node.doubleValue();
    }

    int integer() {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw bad("must be a whole number from 0");
        }
        return node.intValue();
    }

    /** The elements of an array. */
    List<JsonPart> elements() {
        if (!node.isArray()) {
            throw bad("must be an array");
        }
        final List<JsonPart> parts = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            parts.add(new JsonPart("%s[%d]".formatted(where, i), node.get(i)));
        }
        return parts;
    }

    /** A stage, or those of a sequence of them, flat; none for null. */
    List<JsonPart> stages(final String listName) {
        if (isEmpty()) {
            return List.of();
        }
        if (!type().equals("Sequence")) {
            return List.of(this);
        }
        return part(listName).elements().stream()
                .flatMap(stage -> stage.stages(listName).stream())
                .toList();
    }

    BadFileException bad(final String needed) {
        return new BadFileException("%s is %s: it %s".formatted(where, quoted(), needed));
    }

    /** For a stage that no tokeniser here has. */
    UnsupportedException unsupported() {
        return new UnsupportedException(
                "%s is %s, which isn't built: use a GGUF file of the model"
                        .formatted(where, quoted()));
    }

    private String quoted() {
        if (node.isMissingNode()) {
            return "missing";
        }
        final String text = node.toString();
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    }
}
