package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Range;
import io.vesalius.prompt.jinja.Value.Seq;
import io.vesalius.prompt.jinja.Value.Str;

import java.util.ArrayList;
import java.util.List;

/** Python's slices. */
final class Slicing {
    /** The indices that a slice takes of a sequence. */
    private record Taken(int start, int step, int count) {
        int at(final int number) {
            return start + step * number;
        }
    }

    private Slicing() {}

    static Value slice(
            final Rendering rendering,
            final Value of,
            final Value start,
            final Value stop,
            final Value step) {
        return switch (of) {
            case Str str -> {
                rendering.budget().work(str.text().length());
                yield string(rendering, str, taken(Strings.count(str.chars()), start, stop, step));
            }
            case Seq seq -> {
                final Taken taken = taken(seq.items().size(), start, stop, step);
                yield list(rendering, seq, taken);
            }
            case Range range -> {
                final Taken taken = taken(range.count(), start, stop, step);
                final long first = range.start() + range.step() * taken.start();
                final long width = range.step() * taken.step();
                yield new Range(first, first + width * taken.count(), width);
            }
            case Undefined undefined -> throw undefined.error();
            case Dict dict -> throw TemplateError.type("unhashable type: 'slice'");
            default ->
                    throw TemplateError.type(
                            "'%s' object is not subscriptable".formatted(Types.name(of)));
        };
    }

    /** One character, by its code point's index. */
    static Str character(final Str of, final int index) {
        final String chars = of.chars();
        final int from = Strings.offset(chars, index);
        return new Str(of.text().slice(from, chars.offsetByCodePoints(from, 1)), of.markup());
    }

    private static Str string(final Rendering rendering, final Str of, final Taken taken) {
        if (taken.count() == 0) {
            return new Str(Text.EMPTY, of.markup());
        }
        final String chars = of.chars();
        if (taken.step() == 1) {
            final int from = Strings.offset(chars, taken.start());
            final int to = chars.offsetByCodePoints(from, taken.count());
            rendering.budget().allocate(to - from);
            return new Str(of.text().slice(from, to), of.markup());
        }
        rendering.budget().allocate(chars.length());
        final TextBuilder builder = new TextBuilder();
        int at = Strings.offset(chars, taken.start());
        for (int i = 0; i < taken.count(); i++) {
            builder.append(of.text(), at, chars.offsetByCodePoints(at, 1));
            if (i + 1 < taken.count()) {
                at = chars.offsetByCodePoints(at, taken.step());
            }
        }
        return new Str(builder.toText(), of.markup());
    }

    private static Seq list(final Rendering rendering, final Seq of, final Taken taken) {
        rendering.budget().references(taken.count());
        final List<Value> items = new ArrayList<>(taken.count());
        for (int i = 0; i < taken.count(); i++) {
            items.add(of.items().get(taken.at(i)));
        }
        return new Seq(of.isList() ? Seq.Kind.LIST : Seq.Kind.TUPLE, items);
    }

    private static Taken taken(
            final int size, final Value start, final Value stop, final Value step) {
        final long width = bound(step, 1);
        if (width == 0) {
            throw TemplateError.value("slice step cannot be zero");
        }
        final long lowest = width > 0 ? 0 : -1;
        final long highest = width > 0 ? size : size - 1;
        final long from = clamped(bound(start, width > 0 ? 0 : size - 1), size, lowest, highest);
        final long to =
                stop instanceof Value.None
                        ? width > 0 ? size : -1
                        : clamped(bound(stop, 0), size, lowest, highest);
        final long distance = width > 0 ? to - from : from - to;
        final long steps = Math.abs(width);
        final int count = distance <= 0 ? 0 : (int) ((distance + steps - 1) / steps);
        return new Taken((int) from, (int) Math.clamp(width, -size - 1L, size + 1L), count);
    }

    private static long clamped(
            final long index, final int size, final long lowest, final long highest) {
        return Math.clamp(index < 0 ? index + size : index, lowest, Math.max(lowest, highest));
    }

    private static long bound(final Value value, final long fallback) {
        if (value instanceof Value.None) {
            return fallback;
        }
        if (Numbers.whole(value).isEmpty()) {
            throw TemplateError.type(
                    "slice indices must be integers or None or have an __index__ method");
        }
        return Numbers.index(value);
    }
}
