package io.vesalius.prompt.jinja;

import static java.util.Map.entry;

import io.vesalius.prompt.jinja.Value.Str;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The filters that apply another filter or test to each element. */
final class SelectFilters {
    static final Map<String, Filter> FILTERS =
            Map.ofEntries(
                    entry("map", SelectFilters::map),
                    entry("select", (r, input, a) -> select(r, input, a, false, true)),
                    entry("reject", (r, input, a) -> select(r, input, a, false, false)),
                    entry("selectattr", (r, input, a) -> select(r, input, a, true, true)),
                    entry("rejectattr", (r, input, a) -> select(r, input, a, true, false)));

    private SelectFilters() {}

    private static Value map(
            final Rendering rendering, final Value input, final Arguments arguments) {
        return Deferred.generator(
                () ->
                        Truth.of(input)
                                ? new Mapped(
                                        mapping(rendering, arguments),
                                        Iteration.over(rendering, input))
                                : Collections.emptyIterator());
    }

    /** Values with something done to each. */
    private record Mapped(UnaryOperator<Value> mapping, Iterator<Value> values)
            implements Iterator<Value> {
        @Override
        public boolean hasNext() {
            return values.hasNext();
        }

        @Override
        public Value next() {
            return mapping.apply(values.next());
        }
    }

    private static UnaryOperator<Value> mapping(
            final Rendering rendering, final Arguments arguments) {
        if (arguments.positional().isEmpty() && arguments.named().containsKey("attribute")) {
            final Arguments.Bound bound = arguments.bind("map", 1, "attribute", "default");
            final AttributePath path = AttributePath.of(bound.get(0));
            return value -> path.get(rendering, value, bound.get(1, Value.NONE));
        }
        if (arguments.positional().isEmpty()) {
            throw argument("map requires a filter argument");
        }
        final String filter = name(arguments.positional().getFirst(), "filter");
        return value -> Filters.apply(rendering, filter, value, arguments.rest());
    }

    private static Value select(
            final Rendering rendering,
            final Value input,
            final Arguments arguments,
            final boolean byAttribute,
            final boolean wanted) {
        return Deferred.generator(
                () ->
                        Truth.of(input)
                                ? selected(rendering, input, arguments, byAttribute, wanted)
                                : Collections.emptyIterator());
    }

    private static Iterator<Value> selected(
            final Rendering rendering,
            final Value input,
            final Arguments arguments,
            final boolean byAttribute,
            final boolean wanted) {
        if (byAttribute && arguments.positional().isEmpty()) {
            throw argument("Missing parameter for attribute name");
        }
        final AttributePath path =
                AttributePath.of(byAttribute ? arguments.positional().getFirst() : Value.NONE);
        final Arguments test = byAttribute ? arguments.rest() : arguments;
        return new Found(
                Iteration.over(rendering, input),
                value -> holds(rendering, path.get(rendering, value), test) == wanted);
    }

    /**
     * Whether the test that the arguments begin with holds; without one, whether the value is true.
     */
    private static boolean holds(
            final Rendering rendering, final Value value, final Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            return Truth.of(value);
        }
        final String test = name(arguments.positional().getFirst(), "test");
        return Tests.holds(rendering, test, value, arguments.rest());
    }

    private static String name(final Value value, final String what) {
        if (value instanceof Str str) {
            return str.chars();
        }
        throw argument("the name of a " + what + " must be a string");
    }

    private static TemplateError argument(final String text) {
        return new TemplateError(TemplateError.Kind.ARGUMENT, text);
    }
}
