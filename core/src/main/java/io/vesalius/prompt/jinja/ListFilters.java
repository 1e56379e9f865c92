package io.vesalius.prompt.jinja;

import static java.util.Map.entry;

import io.vesalius.prompt.jinja.Expr.Operator;
import io.vesalius.prompt.jinja.Value.Int;
import io.vesalius.prompt.jinja.Value.Seq;
import io.vesalius.prompt.jinja.Value.Str;
import io.vesalius.prompt.jinja.Value.View;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The filters that take or make lists without putting them in order or choosing from them. */
final class ListFilters {
    static final Map<String, Filter> FILTERS =
            Map.ofEntries(
                    entry("default", ListFilters::fallback),
                    entry("d", ListFilters::fallback),
                    entry("list", Filter.alone((r, input) -> Seq.list(Iteration.all(r, input)))),
                    entry("items", Filter.alone(ListFilters::items)),
                    entry("join", ListFilters::join),
                    entry("first", Filter.alone(ListFilters::first)),
                    entry("last", Filter.alone(ListFilters::last)),
                    entry("reverse", Filter.alone(ListFilters::reverse)),
                    entry("sum", ListFilters::sum),
                    entry("batch", ListFilters::batch),
                    entry("slice", ListFilters::slice));

    private ListFilters() {}

    private static Value fallback(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("do_default", 0, "default_value", "boolean");
        final boolean replaced = input instanceof Undefined || bound.flag(1) && !Truth.of(input);
        return replaced ? bound.get(0, Str.own("")) : input;
    }

    private static Value items(final Rendering rendering, final Value input) {
        return Deferred.generator(
                () ->
                        switch (input) {
                            case Undefined undefined -> Collections.emptyIterator();
                            case Dict dict ->
                                    Iteration.over(rendering, new View(View.Part.ITEMS, dict));
                            default ->
                                    throw TemplateError.type(
                                            "Can only get item pairs from a mapping.");
                        });
    }

    private static Value join(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("do_join", 0, "d", "attribute");
        final Text separator = Printing.str(rendering, bound.get(0, Str.own("")));
        final TextBuilder builder = new TextBuilder();
        final Iterator<Value> values = Iteration.over(rendering, input);
        for (boolean first = true; values.hasNext(); first = false) {
            final Value value = values.next();
            if (!first) {
                rendering.append(builder, separator);
            }
            final Value shown =
                    bound.isSet(1) ? AttributePath.of(bound.get(1)).get(rendering, value) : value;
            rendering.append(builder, Printing.str(rendering, shown));
        }
        return new Str(builder.toText());
    }

    private static Value first(final Rendering rendering, final Value input) {
        final Iterator<Value> values = Iteration.over(rendering, input);
        return values.hasNext()
                ? values.next()
                : Undefined.because("No first item, sequence was empty.");
    }

    private static Value last(final Rendering rendering, final Value input) {
        if (!isReversible(input)) {
            throw TemplateError.type("'%s' object is not reversible".formatted(Types.name(input)));
        }
        return switch (input) {
            case Seq seq when !seq.items().isEmpty() -> seq.items().getLast();
            case Str str when !str.text().isEmpty() ->
                    Slicing.character(str, Strings.count(str.chars()) - 1);
            default -> {
                final List<Value> all = Iteration.all(rendering, input);
                yield all.isEmpty()
                        ? Undefined.because("No last item, sequence was empty.")
                        : all.getLast();
            }
        };
    }

    private static boolean isReversible(final Value value) {
        return Iteration.isIterable(value)
                && !(value instanceof Generator)
                && !(value instanceof Loop);
    }

    private static Value reverse(final Rendering rendering, final Value input) {
        if (input instanceof Str str) {
            final Value none = Value.NONE;
            return Slicing.slice(rendering, str, none, none, Int.of(-1));
        }
        if (!Iteration.isIterable(input)) {
            throw new TemplateError(TemplateError.Kind.ARGUMENT, "argument must be iterable");
        }
        final List<Value> reversed = new ArrayList<>(Iteration.all(rendering, input)).reversed();
        if (!isReversible(input)) {
            return Seq.list(reversed);
        }
        final String type =
                input instanceof Seq seq && seq.isList() ? "list_reverseiterator" : "reversed";
        return new Generator(type, Iteration.over(rendering, Seq.list(reversed)));
    }

    private static Value sum(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("do_sum", 0, "attribute", "start");
        Value sum = bound.get(1, Int.of(0));
        if (sum instanceof Str) {
            throw TemplateError.type("sum() can't sum strings [use ''.join(seq) instead]");
        }
        final Iterator<Value> values = Iteration.over(rendering, input);
        while (values.hasNext()) {
            final Value value = values.next();
            final Value added =
                    bound.isSet(0) ? AttributePath.of(bound.get(0)).get(rendering, value) : value;
            sum = Arithmetic.apply(rendering, Operator.ADD, sum, added);
        }
        return sum;
    }

    private static Value batch(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("do_batch", 1, "linecount", "fill_with");
        return Deferred.generator(() -> batches(rendering, input, bound));
    }

    private static Iterator<Value> batches(
            final Rendering rendering, final Value input, final Arguments.Bound bound) {
        final int size = Numbers.index(bound.get(0));
        final List<Value> batches = new ArrayList<>();
        List<Value> batch = new ArrayList<>();
        for (final Value value : Iteration.all(rendering, input)) {
            if (batch.size() == size) {
                batches.add(Seq.list(batch));
                batch = new ArrayList<>();
            }
            batch.add(value);
        }
        if (!batch.isEmpty()) {
            if (bound.isSet(1) && batch.size() < size) {
                rendering.budget().references(size);
                batch.addAll(Collections.nCopies(size - batch.size(), bound.get(1)));
            }
            batches.add(Seq.list(batch));
        }
        return batches.iterator();
    }

    private static Value slice(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("do_slice", 1, "slices", "fill_with");
        return Deferred.generator(() -> slices(rendering, input, bound));
    }

    private static Iterator<Value> slices(
            final Rendering rendering, final Value input, final Arguments.Bound bound) {
        final List<Value> all = Iteration.all(rendering, input);
        final int count = Numbers.index(bound.get(0));
        if (count == 0) {
            throw new TemplateError(
                    TemplateError.Kind.ZERO_DIVISION, "integer division or modulo by zero");
        }
        rendering.budget().values(0, Math.max(0, count));
        final List<Value> slices = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < count; i++) {
            final boolean longer = i < all.size() % count;
            final int to = from + all.size() / count + (longer ? 1 : 0);
            final List<Value> slice = new ArrayList<>(all.subList(from, to));
            if (bound.isSet(1) && !longer) {
                slice.add(bound.get(1));
            }
            slices.add(Seq.list(slice));
            from = to;
        }
        return slices.iterator();
    }
}
