package io.vesalius.prompt.jinja;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A dict: pairs in the order of their first writing, immutable once built. Trust of a key counts
 * not.
 */
public final class Dict implements Value {
    /** A pair. */
    record Entry(Value key, Value value) {}

    static final Dict EMPTY = new Builder().build();

    private final Map<Object, Entry> entries;

    private Dict(final Map<Object, Entry> entries) {
        this.entries = entries;
    }

    int size() {
        return entries.size();
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    /** The value of a key, or null; an error where the key is of a type that can't be one. */
    @Nullable Value get(final Value key) {
        final Entry entry = entries.get(identity(key, 0));
        return entry == null ? null : entry.value();
    }

    /** The value of a string key, or null. */
    @Nullable Value get(final String key) {
        final Entry entry = entries.get(key);
        return entry == null ? null : entry.value();
    }

    boolean has(final Value key) {
        return entries.containsKey(identity(key, 0));
    }

    /** Collects pairs; a later one replaces the value of an earlier one, not its place or key. */
    public static final class Builder {
        private final Map<Object, Entry> entries = new LinkedHashMap<>();

        public Builder put(final Value key, final Value value) {
            entries.merge(
                    identity(key, 0),
                    new Entry(key, value),
                    (old, added) -> new Entry(old.key(), added.value()));
            return this;
        }

        public Builder put(final String key, final Value value) {
            return put(Str.own(key), value);
        }

        Builder putAll(final Dict dict) {
            dict.entries().forEach(entry -> put(entry.key(), entry.value()));
            return this;
        }

        public Dict build() {
            return new Dict(new LinkedHashMap<>(entries));
        }
    }

    /** Whether a value can be a key. */
    static boolean isHashable(final Value key) {
        return isHashable(key, 0);
    }

    private static boolean isHashable(final Value key, final int depth) {
        Comparison.checkDepth(depth);
        if (key instanceof Seq tuple && !tuple.isList()) {
            for (final Value item : tuple.items()) {
                if (!isHashable(item, depth + 1)) {
                    return false;
                }
            }
            return true;
        }
        return !(key instanceof Dict || key instanceof View || key instanceof Seq);
    }

    /** What makes keys the same key: equal numbers of any type, equal characters of any trust. */
    static Object identity(final Value key, final int depth) {
        return switch (key) {
            case Str str -> str.chars();
            case Bool bool -> bool.value() ? BigInteger.ONE : BigInteger.ZERO;
            case Int whole -> whole.value();
            case Real real -> identity(real.value());
            case None none -> key;
            case Undefined undefined -> Undefined.class;
            case Seq seq when !seq.isList() -> {
                Comparison.checkDepth(depth);
                final List<Object> identities = new ArrayList<>(seq.items().size());
                for (final Value item : seq.items()) {
                    identities.add(identity(item, depth + 1));
                }
                yield identities;
            }
            case Seq list -> throw unhashable(key);
            case Dict dict -> throw unhashable(key);
            case View view -> throw unhashable(key);
            case Range range -> List.of("range", range);
            case Namespace namespace -> key;
            case Function function -> key;
            case Generator generator -> key;
            case Loop loop -> key;
            case Cycler cycler -> key;
        };
    }

    private static Object identity(final double number) {
        return number == Math.rint(number) && !Double.isInfinite(number)
                ? new BigDecimal(number).toBigInteger()
                : (Object) number;
    }

    private static TemplateError unhashable(final Value key) {
        return TemplateError.type("unhashable type: '" + Types.name(key) + "'");
    }
}
