package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Int;
import io.vesalius.prompt.jinja.Value.Range;
import io.vesalius.prompt.jinja.Value.Seq;
import io.vesalius.prompt.jinja.Value.Str;

import java.util.Optional;
import java.util.Set;

/** {@code of.name} and {@code of[key]}: what a value offers by name, and what it holds. */
final class Attributes {
    /**
     * What Python's own objects offer and no template gets: it would change them, or leave them.
     */
    private static final Set<String> LIST_CHANGES =
            Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");

    private static final Set<String> DICT_CHANGES =
            Set.of("clear", "pop", "popitem", "setdefault", "update");
    private static final Set<String> FORMATS = Set.of("format", "format_map");

    private Attributes() {}

    /** By name: first what the value offers, then, in a dict, a key. */
    static Value attribute(final Rendering rendering, final Value of, final String name) {
        if (of instanceof Undefined undefined) {
            throw undefined.error();
        }
        return offered(of, name)
                .or(() -> held(rendering, of, Str.own(name)))
                .orElseGet(() -> Undefined.attribute(of, name));
    }

    /** By key: first what the value holds, then, for a string, what it offers by that name. */
    static Value item(final Rendering rendering, final Value of, final Value key) {
        if (of instanceof Undefined undefined) {
            throw undefined.error();
        }
        final Optional<Value> held = held(rendering, of, key);
        if (held.isPresent()) {
            return held.get();
        }
        if (key instanceof Str name) {
            return offered(of, name.chars()).orElseGet(() -> Undefined.attribute(of, name.chars()));
        }
        return Undefined.because(
                Types.describe(of) + " has no element " + Printing.repr(rendering, key).chars());
    }

    private static Optional<Value> held(
            final Rendering rendering, final Value of, final Value key) {
        return switch (of) {
            case Dict dict -> Optional.ofNullable(Dict.isHashable(key) ? dict.get(key) : null);
            case Seq seq -> index(key, seq.items().size()).map(index -> seq.items().get(index));
            case Range range -> index(key, range.count()).map(range::at);
            case Str str -> {
                if (Numbers.whole(key).isEmpty()) {
                    yield Optional.empty();
                }
                rendering.budget().work(str.text().length());
                yield index(key, Strings.count(str.chars()))
                        .map(index -> Slicing.character(str, index));
            }
            default -> Optional.empty();
        };
    }

    /** An index from the front; empty where the key is none, or lies outside. */
    private static Optional<Integer> index(final Value key, final int size) {
        return Numbers.whole(key)
                .map(whole -> Numbers.index(new Int(whole)))
                .map(index -> index < 0 ? (long) index + size : index)
                .filter(index -> index >= 0 && index < size)
                .map(Long::intValue);
    }

    private static Optional<Value> offered(final Value of, final String name) {
        if (name.startsWith("__") && name.endsWith("__")) {
            return Optional.of(Undefined.unsafe(of, name));
        }
        return switch (of) {
            case Str str ->
                    FORMATS.contains(name)
                            ? Optional.of(Undefined.unsafe(of, name))
                            : StringMethods.find(str, name);
            case Dict dict ->
                    DICT_CHANGES.contains(name)
                            ? Optional.of(Undefined.unsafe(of, name))
                            : ContainerMethods.find(dict, name);
            case Seq seq ->
                    seq.isList() && LIST_CHANGES.contains(name)
                            ? Optional.of(Undefined.unsafe(of, name))
                            : ContainerMethods.find(seq, name);
            case Namespace namespace -> Optional.ofNullable(namespace.get(name));
            case Loop loop -> loop.attribute(name);
            case Cycler cycler -> ContainerMethods.find(cycler, name);
            case Function function when name.equals("name") && function.type().equals("Macro") ->
                    Optional.of(Str.own(function.name()));
            default -> Optional.empty();
        };
    }
}
