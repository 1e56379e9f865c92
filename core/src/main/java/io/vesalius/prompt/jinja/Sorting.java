package io.vesalius.prompt.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * A stable merge sort that asks only whether one value is less than another, as Python does: values
 * without a consistent order give some order, and values without any give Python's error.
 */
final class Sorting {
    /** A value and what it is sorted by. */
    record Keyed(Value key, Value value) {}

    private final Rendering rendering;
    private final boolean reverse;

    private Sorting(final Rendering rendering, final boolean reverse) {
        this.rendering = rendering;
        this.reverse = reverse;
    }

    /** The values by their keys; equal ones keep their order, also in reverse. */
    static List<Value> sorted(
            final Rendering rendering, final List<Keyed> values, final boolean reverse) {
        return new Sorting(rendering, reverse).sorted(values).stream().map(Keyed::value).toList();
    }

    private List<Keyed> sorted(final List<Keyed> values) {
        if (values.size() < 2) {
            return values;
        }
        rendering.budget().references(values.size());
        final int middle = values.size() / 2;
        return merged(
                sorted(values.subList(0, middle)), sorted(values.subList(middle, values.size())));
    }

    private List<Keyed> merged(final List<Keyed> left, final List<Keyed> right) {
        final List<Keyed> merged = new ArrayList<>(left.size() + right.size());
        int i = 0;
        int j = 0;
        while (i < left.size() && j < right.size()) {
            merged.add(comesFirst(right.get(j), left.get(i)) ? right.get(j++) : left.get(i++));
        }
        merged.addAll(left.subList(i, left.size()));
        merged.addAll(right.subList(j, right.size()));
        return merged;
    }

    private boolean comesFirst(final Keyed later, final Keyed earlier) {
        return reverse
                ? Comparison.less(rendering, earlier.key(), later.key())
                : Comparison.less(rendering, later.key(), earlier.key());
    }
}
