package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Bool;
import io.vesalius.prompt.jinja.Value.Int;
import io.vesalius.prompt.jinja.Value.Seq;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A loop's state, which its body sees as {@code loop}. It looks ahead only when asked to. */
final class Loop implements Value, Iterator<Value> {
    /** What a recursive loop does with the elements it is called with, one level deeper. */
    @FunctionalInterface
    interface Recursion {
        Value render(Value elements, int depth);
    }

    private final Rendering rendering;
    private final @Nullable Recursion recursion; // null where the loop isn't recursive
    private final int depth; // from 0
    private Iterator<Value> values;
    private int knownLength; // negative if going through is the only way to know
    private int index = -1; // from 0
    private @Nullable Value before;
    private @Nullable Value current;
    private @Nullable Value after;
    private @Nullable Value changed;

    Loop(
            final Rendering rendering,
            final Value over,
            final @Nullable Recursion recursion,
            final int depth) {
        this.rendering = rendering;
        this.values = Iteration.over(rendering, over);
        this.knownLength = Iteration.size(over).orElse(-1);
        this.recursion = recursion;
        this.depth = depth;
    }

    @Override
    public boolean hasNext() {
        return after != null || values.hasNext();
    }

    @Override
    public Value next() {
        final Value value = after == null ? values.next() : after;
        after = null;
        index++;
        before = current;
        current = value;
        return value;
    }

    /** The turn's number, from 1. */
    int index() {
        return index + 1;
    }

    int length() {
        if (knownLength < 0) {
            final List<Value> rest = new ArrayList<>();
            while (values.hasNext()) {
                rendering.budget().values(rest.size(), 1);
                rest.add(values.next());
            }
            knownLength = rest.size() + index() + (after == null ? 0 : 1);
            values = rest.iterator();
        }
        return knownLength;
    }

    private boolean isLast() {
        if (after == null && values.hasNext()) {
            after = values.next();
        }
        return after == null;
    }

    Optional<Value> attribute(final String name) {
        final Value value =
                switch (name) {
                    case "index" -> Int.of(index + 1);
                    case "index0" -> Int.of(index);
                    case "revindex" -> Int.of(length() - index);
                    case "revindex0" -> Int.of(length() - index - 1);
                    case "first" -> Bool.of(index == 0);
                    case "last" -> Bool.of(isLast());
                    case "length" -> Int.of(length());
                    case "depth" -> Int.of(depth + 1);
                    case "depth0" -> Int.of(depth);
                    case "previtem" ->
                            index == 0 ? Undefined.because("there is no previous item") : before;
                    case "nextitem" ->
                            isLast() ? Undefined.because("there is no next item") : after;
                    case "cycle" -> Function.method(name, (r, a) -> cycle(a));
                    case "changed" -> Function.method(name, (r, a) -> changed(a));
                    default -> null;
                };
        return Optional.ofNullable(value);
    }

    private Value cycle(final Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            throw TemplateError.type("no items for cycling given");
        }
        return arguments.positional().get(index % arguments.positional().size());
    }

    private Value changed(final Arguments arguments) {
        final Value now = Seq.tuple(arguments.positional().toArray(Value[]::new));
        if (changed != null && Comparison.equal(rendering, changed, now)) {
            return Value.FALSE;
        }
        changed = now;
        return Value.TRUE;
    }

    /** The loop called as a function. */
    Value call(final Arguments arguments) {
        if (recursion == null) {
            throw TemplateError.type(
                    "The loop must have the 'recursive' marker to be called recursively.");
        }
        return recursion.render(arguments.bind("loop", 1, "iterable").get(0), depth + 1);
    }
}
