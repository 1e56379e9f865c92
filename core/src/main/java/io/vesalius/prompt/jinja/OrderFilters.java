package io.vesalius.prompt.jinja;

import static java.util.Map.entry;

import io.vesalius.prompt.jinja.Expr.Relation;
import io.vesalius.prompt.jinja.Value.Seq;
import io.vesalius.prompt.jinja.Value.Str;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The filters that compare elements with each other. */
final class OrderFilters {
    static final Map<String, Filter> FILTERS =
            Map.ofEntries(
                    entry("sort", OrderFilters::sort),
                    entry("dictsort", OrderFilters::dictSort),
                    entry("unique", OrderFilters::unique),
                    entry("groupby", OrderFilters::groupBy),
                    entry("min", (r, input, a) -> extreme(r, input, a, Relation.LESS)),
                    entry("max", (r, input, a) -> extreme(r, input, a, Relation.MORE)));

    private OrderFilters() {}

    /** What a value is compared by: of strings, unless case counts, the small letters. */
    private static Value key(final Rendering rendering, final Value value, final boolean cased) {
        if (cased || !(value instanceof Str str)) {
            return value;
        }
        rendering.budget().allocate(str.text().length());
        return new Str(Letters.lower(str.text()));
    }

    private static Value sort(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound =
                arguments.bind("do_sort", 0, "reverse", "case_sensitive", "attribute");
        final List<AttributePath> paths = AttributePath.several(bound.get(2, Value.NONE));
        final List<Sorting.Keyed> keyed = new ArrayList<>();
        for (final Value value : Iteration.all(rendering, input)) {
            final List<Value> keys = new ArrayList<>();
            for (final AttributePath path : paths) {
                keys.add(key(rendering, path.get(rendering, value), bound.flag(1)));
            }
            keyed.add(new Sorting.Keyed(Seq.list(keys), value));
        }
        return Seq.list(Sorting.sorted(rendering, keyed, bound.flag(0)));
    }

    private static Value dictSort(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound =
                arguments.bind("do_dictsort", 0, "case_sensitive", "by", "reverse");
        final String by = bound.get(1, Str.own("key")) instanceof Str name ? name.chars() : "";
        if (!by.equals("key") && !by.equals("value")) {
            throw new TemplateError(
                    TemplateError.Kind.ARGUMENT,
                    "You can only sort by either \"key\" or \"value\"");
        }
        if (input instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (!(input instanceof final Dict dict)) {
            throw new TemplateError(
                    TemplateError.Kind.ATTRIBUTE,
                    "'%s' object has no attribute 'items'".formatted(Types.name(input)));
        }
        final List<Sorting.Keyed> keyed = new ArrayList<>();
        for (final Dict.Entry pair : dict.entries()) {
            final Value sorted = by.equals("key") ? pair.key() : pair.value();
            keyed.add(
                    new Sorting.Keyed(
                            key(rendering, sorted, bound.flag(0)),
                            Seq.tuple(pair.key(), pair.value())));
        }
        return Seq.list(Sorting.sorted(rendering, keyed, bound.flag(2)));
    }

    private static Value unique(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("do_unique", 0, "case_sensitive", "attribute");
        final AttributePath path = AttributePath.of(bound.get(1, Value.NONE));
        final Set<Object> seen = new HashSet<>();
        final boolean cased = bound.flag(0);
        return Deferred.generator(
                () ->
                        new Found(
                                Iteration.over(rendering, input),
                                value -> {
                                    final Value of = path.get(rendering, value);
                                    return seen.add(Dict.identity(key(rendering, of, cased), 0));
                                }));
    }

    private static Value groupBy(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound =
                arguments.bind("do_groupby", 1, "attribute", "default", "case_sensitive");
        final AttributePath path = AttributePath.of(bound.get(0));
        final Value fallback = bound.get(1, Value.NONE);
        final List<Sorting.Keyed> keyed = new ArrayList<>();
        for (final Value value : Iteration.all(rendering, input)) {
            keyed.add(
                    new Sorting.Keyed(
                            key(rendering, path.get(rendering, value, fallback), bound.flag(2)),
                            value));
        }
        final List<Value> groups = new ArrayList<>();
        List<Value> group = new ArrayList<>();
        Value groupKey = null;
        for (final Value value : Sorting.sorted(rendering, keyed, false)) {
            final Value grouper = path.get(rendering, value, fallback);
            final Value key = key(rendering, grouper, bound.flag(2));
            if (groupKey == null || !Comparison.equal(rendering, groupKey, key)) {
                group = new ArrayList<>();
                groups.add(new Seq(Seq.Kind.GROUP, List.of(grouper, Seq.list(group))));
                groupKey = key;
            }
            group.add(value);
        }
        return Seq.list(groups);
    }

    private static Value extreme(
            final Rendering rendering,
            final Value input,
            final Arguments arguments,
            final Relation relation) {
        final Arguments.Bound bound =
                arguments.bind("do_min_or_max", 0, "case_sensitive", "attribute");
        final AttributePath path = AttributePath.of(bound.get(1, Value.NONE));
        final Iterator<Value> values = Iteration.over(rendering, input);
        if (!values.hasNext()) {
            return Undefined.because("No aggregated item, sequence was empty.");
        }
        Value best = values.next();
        Value bestKey = key(rendering, path.get(rendering, best), bound.flag(0));
        while (values.hasNext()) {
            final Value value = values.next();
            final Value key = key(rendering, path.get(rendering, value), bound.flag(0));
            if (Comparison.holds(rendering, relation, key, bestKey)) {
                best = value;
                bestKey = key;
            }
        }
        return best;
    }
}
