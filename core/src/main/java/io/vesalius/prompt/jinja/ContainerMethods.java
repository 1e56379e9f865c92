package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Int;
import io.vesalius.prompt.jinja.Value.Seq;
import io.vesalius.prompt.jinja.Value.View;

import java.util.List;
import java.util.Optional;

/**
 * The methods of dicts, lists, tuples and cyclers: those that change nothing but a cycler's place.
 */
final class ContainerMethods {
    private ContainerMethods() {}

    static Optional<Value> find(final Dict dict, final String name) {
        return switch (name) {
            case "get" -> method(name, (rendering, arguments) -> get(dict, arguments));
            case "items" -> view(dict, name, View.Part.ITEMS);
            case "keys" -> view(dict, name, View.Part.KEYS);
            case "values" -> view(dict, name, View.Part.VALUES);
            case "copy" -> plain(name, dict);
            default -> Optional.empty();
        };
    }

    private static Optional<Value> method(final String name, final Function.Body body) {
        return Optional.of(Function.method(name, body));
    }

    private static Optional<Value> plain(final String name, final Value result) {
        return method(
                name,
                (rendering, arguments) -> {
                    arguments.bind(name, 0);
                    return result;
                });
    }

    private static Optional<Value> view(final Dict dict, final String name, final View.Part part) {
        return plain(name, new View(part, dict));
    }

    private static Value get(final Dict dict, final Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            throw TemplateError.type("get expected at least 1 argument, got 0");
        }
        final Arguments.Bound bound = arguments.bind("dict.get", 1, "/key", "/default");
        final Value value = dict.get(bound.get(0));
        return value == null ? bound.get(1, Value.NONE) : value;
    }

    static Optional<Value> find(final Seq seq, final String name) {
        return switch (name) {
            case "index" -> method(name, (rendering, a) -> index(rendering, seq, a));
            case "count" -> method(name, (rendering, a) -> count(rendering, seq, a));
            case "copy" -> seq.isList() ? plain(name, seq) : Optional.empty();
            case "grouper" -> group(seq, 0);
            case "list" -> group(seq, 1);
            default -> Optional.empty();
        };
    }

    private static Optional<Value> group(final Seq seq, final int index) {
        return seq.kind() == Seq.Kind.GROUP
                ? Optional.of(seq.items().get(index))
                : Optional.empty();
    }

    private static Value index(
            final Rendering rendering, final Seq seq, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("index", 1, "/value", "/start", "/stop");
        final List<Value> items = seq.items();
        final int from = clamped(bound.integer(1, 0), items.size());
        final int to = clamped(bound.integer(2, items.size()), items.size());
        for (int i = from; i < to; i++) {
            if (Comparison.equal(rendering, items.get(i), bound.get(0))) {
                return Int.of(i);
            }
        }
        throw TemplateError.value(
                seq.isList()
                        ? Printing.repr(rendering, bound.get(0)).chars() + " is not in list"
                        : "tuple.index(x): x not in tuple");
    }

    private static int clamped(final int index, final int size) {
        return Math.min(size, index < 0 ? Math.max(0, index + size) : index);
    }

    private static Value count(
            final Rendering rendering, final Seq seq, final Arguments arguments) {
        final Value wanted = arguments.bind("count", 1, "/value").get(0);
        return Int.of(
                seq.items().stream()
                        .filter(item -> Comparison.equal(rendering, item, wanted))
                        .count());
    }

    static Optional<Value> find(final Cycler cycler, final String name) {
        return switch (name) {
            case "current" -> Optional.of(cycler.current());
            case "next" -> method(name, (rendering, arguments) -> cycler.next());
            case "reset" ->
                    method(
                            name,
                            (rendering, arguments) -> {
                                cycler.reset();
                                return Value.NONE;
                            });
            default -> Optional.empty();
        };
    }
}
