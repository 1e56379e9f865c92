package io.vesalius.server.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request's parameters after they were checked; null is the same as absent. */
record Body(ObjectNode object) {
    Optional<JsonNode> value(final String name) {
        return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
    }

    boolean has(final String name) {
        return value(name).isPresent();
    }

    boolean flag(final String name, final boolean usual) {
        return value(name).map(JsonNode::booleanValue).orElse(usual);
    }

    double real(final String name, final double usual) {
        return value(name).map(JsonNode::doubleValue).orElse(usual);
    }

    int whole(final String name, final int usual) {
        return value(name).map(JsonNode::intValue).orElse(usual);
    }

    Optional<Long> wide(final String name) {
        return value(name).map(JsonNode::longValue);
    }

    Optional<String> text(final String name) {
        return value(name).map(JsonNode::stringValue);
    }

    /** A text alone, or several. */
    List<String> texts(final String name) {
        return value(name)
                .map(
                        value ->
                                value.isString()
                                        ? List.of(value.stringValue())
                                        : value.valueStream().map(JsonNode::stringValue).toList())
                .orElse(List.of());
    }

    List<Integer> wholes(final String name) {
        final List<Integer> all = new ArrayList<>();
        value(name).ifPresent(array -> array.forEach(each -> all.add(each.intValue())));
        return all;
    }

    /** An object's members; without any where it is absent. */
    Body members(final String name) {
        return new Body(
                value(name)
                        .map(ObjectNode.class::cast)
                        .orElseGet(JsonNodeFactory.instance::objectNode));
    }
}
