package io.vesalius.prompt.jinja;

import java.util.List;

/** A statement as it was parsed; lines are the source's, from 1. */
sealed interface Stmt {
    /** The template's literal text between tags. */
    record Data(Text text) implements Stmt {}

    /** {@code {{ expression }}}. */
    record Print(Expr expression, int line) implements Stmt {}

    /** {@code if}, its {@code elif}s, and {@code else}. */
    record If(List<Branch> branches, List<Stmt> otherwise) implements Stmt {}

    /** A condition and what follows from it. */
    record Branch(Expr test, List<Stmt> body, int line) {}

    /**
     * A loop.
     *
     * @param filter which elements it takes: {@code true} where none is given
     */
    record For(Target target, Expr over, Expr filter, boolean recursive, LoopBody body, int line)
            implements Stmt {}

    /** What a loop does for each element, and what if there is none. */
    record LoopBody(List<Stmt> each, List<Stmt> otherwise) {}

    /** {@code set target = value}. */
    record Set(Target target, Expr value, int line) implements Stmt {}

    /** {@code set target}, a body, {@code endset}. */
    record SetBlock(Target target, List<Expr.FilterCall> filters, List<Stmt> body, int line)
            implements Stmt {}

    /** A macro's definition. */
    record Macro(String name, Signature signature, List<Stmt> body, int line) implements Stmt {}

    /** {@code call(parameters) macro(...)}: the body is what {@code caller} gives in the macro. */
    record CallBlock(Signature signature, Expr.Call call, List<Stmt> body, int line)
            implements Stmt {}

    /**
     * What a macro takes.
     *
     * @param uses which of the names {@code caller}, {@code varargs}, {@code kwargs} its body reads
     */
    record Signature(List<Parameter> parameters, java.util.Set<String> uses) {}

    /** A parameter and its default, which is an undefined literal where none is given. */
    record Parameter(String name, Expr fallback) {}

    /** A body whose text goes through filters. */
    record FilterBlock(List<Expr.FilterCall> filters, List<Stmt> body, int line) implements Stmt {}

    /** {@code with a = 1, b = 2}, a body. */
    record With(List<Binding> bindings, List<Stmt> body, int line) implements Stmt {}

    /** A name or names and their value. */
    record Binding(Target target, Expr value) {}

    /** A body with variables of its own: {@code generation}. */
    record Scoped(List<Stmt> body) implements Stmt {}

    /** {@code break}. */
    record Break() implements Stmt {}

    /** {@code continue}. */
    record Continue() implements Stmt {}

    /** What can be assigned to. */
    sealed interface Target {
        /** A variable. */
        record Variable(String name) implements Target {}

        /** A namespace's attribute. */
        record Member(String namespace, String name) implements Target {}

        /** Several at once. */
        record Several(List<Target> targets) implements Target {}
    }
}
