package io.vesalius.prompt.jinja;

import java.util.Iterator;

/** Values made when asked for, once: what map, select and their like give. */
final class Generator implements Value {
    private final String type;
    private final Iterator<Value> values;

    Generator(final Iterator<Value> values) {
        this("generator", values);
    }

    Generator(final String type, final Iterator<Value> values) {
        this.type = type;
        this.values = values;
    }

    String type() {
        return type;
    }

    Iterator<Value> values() {
        return values;
    }
}
