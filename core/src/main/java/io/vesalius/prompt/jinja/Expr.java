package io.vesalius.prompt.jinja;

import java.util.List;

/** An expression as it was parsed; lines are the source's, from 1. */
sealed interface Expr {
    /** A literal; also what stands for an operand that was left out. */
    record Literal(Value value) implements Expr {}

    /** A variable. */
    record Name(String name) implements Expr {}

    /** A list or, without square brackets, a tuple. */
    record Items(Value.Seq.Kind kind, List<Expr> items) implements Expr {}

    /** A dict literal. */
    record Pairs(List<Pair> pairs) implements Expr {}

    /** A key and its value. */
    record Pair(Expr key, Expr value) {}

    /** {@code of.name}. */
    record Attribute(Expr of, String name) implements Expr {}

    /** {@code of[key]}. */
    record Item(Expr of, Expr key) implements Expr {}

    /** {@code of[start:stop:step]}, None where left out. */
    record Slice(Expr of, Expr start, Expr stop, Expr step) implements Expr {}

    /** {@code callee(...)}. */
    record Call(Expr callee, ArgumentList arguments, int line) implements Expr {}

    /** {@code input|name(...)}. */
    record Filtered(Expr input, FilterCall filter) implements Expr {}

    /** {@code input is name(...)}. */
    record Test(Expr input, FilterCall test) implements Expr {}

    /** A sign. */
    record Sign(boolean minus, Expr of) implements Expr {}

    /** Arithmetic. */
    record Binary(Operator operator, Expr left, Expr right) implements Expr {}

    /** {@code a ~ b ~ c}. */
    record Concat(List<Expr> parts) implements Expr {}

    /** {@code a < b in c}: true where every neighbour pair is. */
    record Compare(Expr first, List<Operand> rest) implements Expr {}

    /** An operator and what stands on its right. */
    record Operand(Relation relation, Expr right) {}

    /** {@code and}, or {@code or}: the value that decided. */
    record Logic(boolean and, Expr left, Expr right) implements Expr {}

    /** {@code not}. */
    record Not(Expr of) implements Expr {}

    /** {@code then if test else otherwise}. */
    record Conditional(Expr test, Expr then, Expr otherwise) implements Expr {}

    /** A filter's or a test's name and further arguments. */
    record FilterCall(String name, ArgumentList arguments, int line) {}

    /**
     * The arguments of a call.
     *
     * @param star what {@code *} unpacks, an empty tuple where left out
     * @param doubleStar what {@code **} unpacks, an empty dict where left out
     */
    record ArgumentList(List<Expr> positional, List<Named> named, Expr star, Expr doubleStar) {
        static final ArgumentList NONE = new ArgumentList(List.of(), List.of());

        ArgumentList(final List<Expr> positional, final List<Named> named) {
            this(positional, named, new Literal(Value.Seq.tuple()), new Literal(Dict.EMPTY));
        }
    }

    /** {@code name=value}. */
    record Named(String name, Expr value) {}

    /** Arithmetic operators. */
    enum Operator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        DIVIDE("/"),
        FLOOR_DIVIDE("//"),
        MODULO("%"),
        POWER("**");

        final String symbol;

        Operator(final String symbol) {
            this.symbol = symbol;
        }
    }

    /** Comparisons. */
    enum Relation {
        EQUAL("=="),
        UNEQUAL("!="),
        LESS("<"),
        AT_MOST("<="),
        MORE(">"),
        AT_LEAST(">="),
        IN("in"),
        NOT_IN("not in");

        final String symbol;

        Relation(final String symbol) {
            this.symbol = symbol;
        }
    }
}
