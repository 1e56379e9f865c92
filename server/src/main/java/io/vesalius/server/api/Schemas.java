package io.vesalius.server.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** Kinds as JSON Schema (draft 2020-12). */
final class Schemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Schemas() {}

    static ObjectNode of(final Kind kind) {
        return switch (kind) {
            case Kind.Flag flag -> type("boolean");
            case Kind.Nothing nothing -> type("null");
            case Kind.Whole(long from, long to) -> whole(from, to);
            case Kind.Real(double from, double to) -> real(from, to);
            case Kind.Text(int longest) -> limited(type("string"), "maxLength", longest);
            case Kind.Word(var words) -> {
                final ArrayNode values = JSON.arrayNode();
                words.stream().sorted().forEach(values::add);
                yield type("string").set("enum", values);
            }
            case Kind.Items(Kind each, int fewest, int most) -> {
                final ObjectNode schema = type("array").set("items", of(each));
                if (fewest > 0) {
                    schema.put("minItems", fewest);
                }
                yield limited(schema, "maxItems", most);
            }
            case Kind.Named(Kind each, int most) ->
                    limited(
                            type("object").set("additionalProperties", of(each)),
                            "maxProperties",
                            most);
            case Kind.Members(List<Parameter> parameters) -> members(parameters);
            case Kind.Either(List<Kind> kinds) -> {
                final ArrayNode any = JSON.arrayNode();
                kinds.forEach(each -> any.add(of(each)));
                yield JSON.objectNode().set("anyOf", any);
            }
            case Kind.Anything anything -> JSON.objectNode();
        };
    }

    private static ObjectNode type(final String name) {
        return JSON.objectNode().put("type", name);
    }

    private static ObjectNode limited(final ObjectNode schema, final String name, final int most) {
        return most == Integer.MAX_VALUE ? schema : schema.put(name, most);
    }

    private static ObjectNode whole(final long from, final long to) {
        final ObjectNode schema = type("integer").put("minimum", from).put("maximum", to);
        if (to == Integer.MAX_VALUE || to == Long.MAX_VALUE) {
            schema.put("format", to == Integer.MAX_VALUE ? "int32" : "int64");
        }
        return schema;
    }

    private static ObjectNode real(final double from, final double to) {
        final ObjectNode schema = type("number");
        if (Double.isFinite(from)) {
            schema.put("minimum", from);
        }
        return Double.isFinite(to) ? schema.put("maximum", to) : schema;
    }

    /** An object of these members and no others. */
    static ObjectNode members(final List<Parameter> parameters) {
        final ObjectNode schema = type("object");
        final ObjectNode properties = schema.putObject("properties");
        final ArrayNode required = JSON.arrayNode();
        for (final Parameter parameter : parameters) {
            properties.set(parameter.name(), member(parameter));
            if (parameter.required()) {
                required.add(parameter.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    private static ObjectNode member(final Parameter parameter) {
        return switch (parameter.status()) {
            case IMPLEMENTED -> {
                final ObjectNode schema = of(parameter.kind());
                yield described(parameter.required() ? schema : orNull(schema), parameter.about());
            }
            case INERT -> described(JSON.objectNode(), "Changes nothing. " + parameter.about());
            case REFUSED -> {
                final ArrayNode values = JSON.arrayNode();
                values.addNull();
                parameter.harmless().forEach(values::add);
                final ObjectNode schema = JSON.objectNode().set("enum", values);
                yield described(schema, "Refused: " + parameter.about() + ".");
            }
        };
    }

    private static ObjectNode described(final ObjectNode schema, final String about) {
        return about.isEmpty() ? schema : schema.put("description", about);
    }

    /** Null is taken wherever absence is. */
    private static ObjectNode orNull(final ObjectNode schema) {
        final JsonNode type = schema.get("type");
        if (type != null && !schema.has("enum")) {
            final ArrayNode types = JSON.arrayNode().add(type).add("null");
            return schema.set("type", types);
        }
        final ObjectNode either = JSON.objectNode();
        either.putArray("anyOf").add(schema).add(type("null"));
        return either;
    }
}
