package io.vesalius.prompt.jinja;

import io.vesalius.base.BadRequestException;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** JSON as values. All strings in it are text: nobody's control tokens come in this way. */
public final class JsonValues {
    /** Deepest nesting that is taken. */
    private static final int DEEPEST = 200;

    private JsonValues() {}

    /**
     * @param json null means None
     * @throws BadRequestException when it is nested deeper than 200 levels
     */
    public static Value of(final JsonNode json) {
        return of(json, 0);
    }

    private static Value of(final JsonNode json, final int depth) {
        if (depth > DEEPEST) {
            throw new BadRequestException(
                    "messages", "messages: JSON nested deeper than " + DEEPEST + " levels");
        }
        if (json == null) {
            return Value.NONE;
        }
        return switch (json.getNodeType()) {
            case STRING -> new Value.Str(Text.text(json.stringValue()));
            case BOOLEAN -> Value.Bool.of(json.booleanValue());
            case NUMBER -> number(json);
            case ARRAY -> {
                final List<Value> items = new ArrayList<>(json.size());
                for (final JsonNode item : json) {
                    items.add(of(item, depth + 1));
                }
                yield new Value.Seq(Value.Seq.Kind.LIST, items);
            }
            case OBJECT -> {
                final Dict.Builder dict = new Dict.Builder();
                for (final Map.Entry<String, JsonNode> entry : json.properties()) {
                    dict.put(entry.getKey(), of(entry.getValue(), depth + 1));
                }
                yield dict.build();
            }
            default -> Value.NONE;
        };
    }

    private static Value number(final JsonNode json) {
        return json.isIntegralNumber()
                ? new Value.Int(json.bigIntegerValue())
                : new Value.Real(json.asDouble());
    }
}
