package io.vesalius.prompt.jinja;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** Variables, and those around them. */
final class Scope {
    private final @Nullable Scope outer; // null at the outermost
    private final Map<String, Value> variables;

    private Scope(final @Nullable Scope outer, final Map<String, Value> variables) {
        this.outer = outer;
        this.variables = variables;
    }

    static Scope outermost(final Map<String, Value> variables) {
        return new Scope(null, new HashMap<>(variables));
    }

    /** A scope within this one. */
    Scope inner() {
        return new Scope(this, new HashMap<>(4));
    }

    void set(final String name, final Value value) {
        variables.put(name, value);
    }

    Value get(final String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            final Value value = scope.variables.get(name);
            if (value != null) {
                return value;
            }
        }
        return Undefined.variable(name);
    }
}
