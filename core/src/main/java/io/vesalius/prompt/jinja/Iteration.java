package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Range;
import io.vesalius.prompt.jinja.Value.Seq;
import io.vesalius.prompt.jinja.Value.Str;
import io.vesalius.prompt.jinja.Value.View;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/** Going through what can be gone through. */
final class Iteration {
    private Iteration() {}

    static boolean isIterable(final Value value) {
        return switch (value) {
            case Value.None none -> false;
            case Value.Bool bool -> false;
            case Value.Int whole -> false;
            case Value.Real real -> false;
            case Function function -> false;
            case Namespace namespace -> false;
            case Cycler cycler -> false;
            default -> true;
        };
    }

    /** The elements of a value, each charged when it is taken; an error where it has none. */
    static Iterator<Value> over(final Rendering rendering, final Value value) {
        return switch (value) {
            case Str str -> new Characters(rendering, str.text());
            case Seq seq -> new Indexed(rendering, seq.items().size(), seq.items()::get);
            case Range range -> new Indexed(rendering, range.count(), range::at);
            case Dict dict -> view(rendering, new View(View.Part.KEYS, dict));
            case View view -> view(rendering, view);
            case Generator generator -> new Nested(rendering, generator.values());
            case Loop loop -> loop;
            case Undefined undefined -> Collections.emptyIterator();
            default ->
                    throw TemplateError.type(
                            "'%s' object is not iterable".formatted(Types.name(value)));
        };
    }

    /** All elements. */
    static List<Value> all(final Rendering rendering, final Value value) {
        if (value instanceof Seq seq) {
            rendering.budget().references(seq.items().size());
            return seq.items();
        }
        final List<Value> all = new ArrayList<>();
        final Iterator<Value> values = over(rendering, value);
        while (values.hasNext()) {
            rendering.budget().values(all.size(), 1);
            all.add(values.next());
        }
        return all;
    }

    /** How many elements; empty where only going through them could tell, or there are none. */
    static OptionalInt size(final Value value) {
        return switch (value) {
            case Str str -> OptionalInt.of(Strings.count(str.chars()));
            case Seq seq -> OptionalInt.of(seq.items().size());
            case Range range -> OptionalInt.of(range.count());
            case View view -> OptionalInt.of(view.dict().size());
            case Dict dict -> OptionalInt.of(dict.size());
            case Undefined undefined -> OptionalInt.of(0);
            case Loop loop -> OptionalInt.of(loop.length());
            default -> OptionalInt.empty();
        };
    }

    /** Python's len. */
    static int length(final Rendering rendering, final Value value) {
        if (value instanceof Str str) {
            rendering.budget().work(str.text().length());
        }
        return size(value)
                .orElseThrow(
                        () ->
                                TemplateError.type(
                                        "object of type '%s' has no len()"
                                                .formatted(Types.name(value))));
    }

    private static Iterator<Value> view(final Rendering rendering, final View view) {
        final Iterator<Dict.Entry> entries = view.dict().entries().iterator();
        return new Indexed(
                rendering,
                view.dict().size(),
                index -> {
                    final Dict.Entry entry = entries.next();
                    return switch (view.part()) {
                        case KEYS -> entry.key();
                        case VALUES -> entry.value();
                        case ITEMS -> Seq.tuple(entry.key(), entry.value());
                    };
                });
    }

    /** A generator's values; those of generators of generators are one deeper each. */
    private record Nested(Rendering rendering, Iterator<Value> values) implements Iterator<Value> {
        @Override
        public boolean hasNext() {
            rendering.budget().nest();
            final boolean more = values.hasNext();
            rendering.budget().leave();
            return more;
        }

        @Override
        public Value next() {
            rendering.budget().nest();
            final Value value = values.next();
            rendering.budget().leave();
            return value;
        }
    }

    /** A counted number of values. */
    private static final class Indexed implements Iterator<Value> {
        private final Rendering rendering;
        private final int count;
        private final IntFunction<Value> values;
        private int index;

        Indexed(final Rendering rendering, final int count, final IntFunction<Value> values) {
            this.rendering = rendering;
            this.count = count;
            this.values = values;
        }

        @Override
        public boolean hasNext() {
            return index < count;
        }

        @Override
        public Value next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            rendering.budget().visit();
            return values.apply(index++);
        }
    }

    /** A string's characters, that is, its code points. */
    private static final class Characters implements Iterator<Value> {
        private final Rendering rendering;
        private final Text text;
        private int at;

        Characters(final Rendering rendering, final Text text) {
            this.rendering = rendering;
            this.text = text;
        }

        @Override
        public boolean hasNext() {
            return at < text.length();
        }

        @Override
        public Value next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            rendering.budget().values(0, 1);
            final int from = at;
            at = text.chars().offsetByCodePoints(from, 1);
            return new Str(text.slice(from, at));
        }
    }
}
