package io.vesalius.prompt.jinja;

import java.math.BigInteger;
import java.util.List;

/**
 * What a template computes with: Python's values as far as JSON and the language itself make them.
 * All are immutable but a namespace and what is consumed by looking (a generator, a loop, a
 * cycler).
 */
public sealed interface Value
        permits Value.None,
                Value.Bool,
                Value.Int,
                Value.Real,
                Value.Str,
                Value.Seq,
                Value.Range,
                Value.View,
                Cycler,
                Dict,
                Function,
                Generator,
                Loop,
                Namespace,
                Undefined {
    None NONE = new None();
    Bool TRUE = new Bool(true);
    Bool FALSE = new Bool(false);

    /** Python's None, JSON's null. */
    record None() implements Value {}

    /** A truth value. */
    record Bool(boolean value) implements Value {
        static Bool of(final boolean value) {
            return value ? TRUE : FALSE;
        }
    }

    /** A whole number of any size that the budget allows. */
    record Int(BigInteger value) implements Value {
        static Int of(final long value) {
            return new Int(BigInteger.valueOf(value));
        }
    }

    /** A floating-point number. */
    record Real(double value) implements Value {}

    /**
     * A string.
     *
     * @param markup whether it was marked safe: added to another string, it has that one escaped
     */
    record Str(Text text, boolean markup) implements Value {
        public Str(final Text text) {
            this(text, false);
        }

        /** What the interpreter makes itself. */
        static Str own(final String chars) {
            return new Str(Text.text(chars));
        }

        String chars() {
            return text.chars();
        }
    }

    /** A list or tuple; a group is the tuple that groupby makes. */
    record Seq(Kind kind, List<Value> items) implements Value {
        public enum Kind {
            LIST,
            TUPLE,
            GROUP
        }

        static Seq list(final List<Value> items) {
            return new Seq(Kind.LIST, items);
        }

        static Seq tuple(final Value... items) {
            return new Seq(Kind.TUPLE, List.of(items));
        }

        boolean isList() {
            return kind == Kind.LIST;
        }
    }

    /** An arithmetic progression from start up to, or down to, but without stop; step is not 0. */
    record Range(long start, long stop, long step) implements Value {
        int count() {
            final long distance = step > 0 ? stop - start : start - stop;
            final long width = Math.abs(step);
            return distance <= 0
                    ? 0
                    : (int) Math.min(Integer.MAX_VALUE, (distance + width - 1) / width);
        }

        Int at(final int index) {
            return Int.of(start + step * index);
        }
    }

    /** A dict's keys, values or pairs. */
    record View(Part part, Dict dict) implements Value {
        enum Part {
            KEYS,
            VALUES,
            ITEMS
        }
    }
}
