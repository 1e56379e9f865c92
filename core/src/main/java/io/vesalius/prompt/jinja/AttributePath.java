package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Int;
import io.vesalius.prompt.jinja.Value.Str;

import java.util.ArrayList;
import java.util.List;

/** What filters look up in each element: {@code a.b.0}, or an index. */
final class AttributePath {
    private final List<Value> keys;

    private AttributePath(final List<Value> keys) {
        this.keys = keys;
    }

    static AttributePath of(final Value attribute) {
        return switch (attribute) {
            case Value.None none -> new AttributePath(List.of());
            case Str str -> new AttributePath(keys(str.chars()));
            default -> new AttributePath(List.of(attribute));
        };
    }

    /** Several paths, separated by commas. */
    static List<AttributePath> several(final Value attribute) {
        if (!(attribute instanceof Str str)) {
            return List.of(of(attribute));
        }
        final List<AttributePath> paths = new ArrayList<>();
        for (final String path : str.chars().split(",", -1)) {
            paths.add(new AttributePath(keys(path)));
        }
        return paths;
    }

    private static List<Value> keys(final String path) {
        final List<Value> keys = new ArrayList<>();
        for (final String key : path.split("\\.", -1)) {
            keys.add(isIndex(key) ? Int.of(Integer.parseInt(key)) : Str.own(key));
        }
        return keys;
    }

    private static boolean isIndex(final String key) {
        return !key.isEmpty()
                && key.length() < 10
                && key.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    Value get(final Rendering rendering, final Value of) {
        return get(rendering, of, Value.NONE);
    }

    /** The attribute; where a step is undefined, the fallback, unless that is None. */
    Value get(final Rendering rendering, final Value of, final Value fallback) {
        Value value = of;
        for (final Value key : keys) {
            value = Attributes.item(rendering, value, key);
            if (value instanceof Undefined && !(fallback instanceof Value.None)) {
                value = fallback;
            }
        }
        return value;
    }
}
