package io.vesalius.prompt.jinja;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/** The one thing a template may write into from within a loop. */
final class Namespace implements Value {
    private final Map<String, Value> attributes = new LinkedHashMap<>();

    @Nullable Value get(final String name) {
        return attributes.get(name);
    }

    void set(final String name, final Value value) {
        attributes.put(name, value);
    }

    Map<String, Value> attributes() {
        return attributes;
    }
}
