package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Stmt.Target;
import io.vesalius.prompt.jinja.Value.Str;

import java.util.Iterator;
import java.util.List;

/** Runs statements. */
final class Interpreter {
    /** How a body ended. */
    private enum Ending {
        DONE,
        BREAK,
        CONTINUE
    }

    private final Rendering rendering;
    private final Evaluator evaluator;
    private final Macros macros;

    Interpreter(final Rendering rendering) {
        this.rendering = rendering;
        this.evaluator = new Evaluator(rendering);
        this.macros = new Macros(rendering, evaluator, this);
    }

    /** Writes what a body writes. */
    void write(final List<Stmt> body, final Scope scope, final TextBuilder output) {
        run(body, scope, output);
    }

    /** What a body writes, as a value. */
    Str capture(final List<Stmt> body, final Scope scope) {
        final TextBuilder output = new TextBuilder();
        run(body, scope, output);
        return new Str(output.toText());
    }

    private Ending run(final List<Stmt> body, final Scope scope, final TextBuilder output) {
        rendering.budget().enter();
        for (final Stmt statement : body) {
            final Ending ending = run(statement, scope, output);
            if (ending != Ending.DONE) {
                rendering.budget().leave();
                return ending;
            }
        }
        rendering.budget().leave();
        return Ending.DONE;
    }

    private Ending run(final Stmt statement, final Scope scope, final TextBuilder output) {
        rendering.budget().visit();
        switch (statement) {
            case Stmt.Data data -> rendering.append(output, data.text());
            case Stmt.Print print -> {
                rendering.at(print.line());
                final Value value = evaluator.value(print.expression(), scope);
                rendering.append(output, Printing.str(rendering, value));
            }
            case Stmt.If conditional -> {
                return runIf(conditional, scope, output);
            }
            case Stmt.For loop -> {
                return runFor(loop, scope, output);
            }
            case Stmt.Set set -> {
                rendering.at(set.line());
                check(set.target(), scope);
                assign(set.target(), evaluator.value(set.value(), scope), scope);
            }
            case Stmt.SetBlock set -> {
                return runCaptured(set, scope);
            }
            case Stmt.Macro macro ->
                    scope.set(
                            macro.name(),
                            macros.define(macro.name(), macro.signature(), macro.body(), scope));
            case Stmt.CallBlock call -> {
                rendering.at(call.line());
                final Value value = macros.callWithBody(call, scope);
                rendering.append(output, Printing.str(rendering, value));
            }
            case Stmt.FilterBlock filter -> {
                return runFiltered(filter, scope, output);
            }
            case Stmt.With with -> {
                return runWith(with, scope, output);
            }
            case Stmt.Scoped scoped -> {
                return run(scoped.body(), scope.inner(), output);
            }
            case Stmt.Break leave -> {
                return Ending.BREAK;
            }
            case Stmt.Continue next -> {
                return Ending.CONTINUE;
            }
        }
        return Ending.DONE;
    }

    private Ending runIf(final Stmt.If statement, final Scope scope, final TextBuilder output) {
        for (final Stmt.Branch branch : statement.branches()) {
            rendering.at(branch.line());
            if (Truth.of(evaluator.value(branch.test(), scope))) {
                return run(branch.body(), scope, output);
            }
        }
        return run(statement.otherwise(), scope, output);
    }

    private Ending runFor(final Stmt.For statement, final Scope scope, final TextBuilder output) {
        rendering.at(statement.line());
        final Value over = evaluator.value(statement.over(), scope);
        if (statement.recursive()) {
            rendering.append(output, recursive(statement, over, scope, 0).text());
            return Ending.DONE;
        }
        final Loop loop = new Loop(rendering, filtered(statement, over, scope), null, 0);
        return turns(statement, loop, scope, output);
    }

    private Str recursive(
            final Stmt.For statement, final Value over, final Scope scope, final int depth) {
        final TextBuilder output = new TextBuilder();
        final Loop loop =
                new Loop(
                        rendering,
                        filtered(statement, over, scope),
                        (elements, deeper) -> recursive(statement, elements, scope, deeper),
                        depth);
        turns(statement, loop, scope, output);
        return new Str(output.toText());
    }

    private Ending turns(
            final Stmt.For statement,
            final Loop loop,
            final Scope scope,
            final TextBuilder output) {
        if (!loop.hasNext()) {
            return run(statement.body().otherwise(), scope.inner(), output);
        }
        Ending ending = Ending.DONE;
        while (ending != Ending.BREAK && loop.hasNext()) {
            rendering.budget().step();
            final Scope turn = scope.inner();
            turn.set("loop", loop);
            assign(statement.target(), loop.next(), turn);
            ending = run(statement.body().each(), turn, output);
        }
        return Ending.DONE;
    }

    /** The elements that a loop takes. What it leaves out isn't counted or seen by the loop. */
    private Value filtered(final Stmt.For statement, final Value over, final Scope scope) {
        if (statement.filter() instanceof Expr.Literal literal
                && literal.value().equals(Value.TRUE)) {
            return over;
        }
        final Iterator<Value> all = Iteration.over(rendering, over);
        return new Generator(
                new Found(
                        all,
                        value -> {
                            rendering.budget().step();
                            final Scope inner = scope.inner();
                            assign(statement.target(), value, inner);
                            return Truth.of(evaluator.value(statement.filter(), inner));
                        }));
    }

    private Ending runCaptured(final Stmt.SetBlock set, final Scope scope) {
        final TextBuilder captured = new TextBuilder();
        final Scope inner = scope.inner();
        final Ending ending = run(set.body(), inner, captured);
        if (ending == Ending.DONE) {
            rendering.at(set.line());
            assign(set.target(), filtered(set.filters(), new Str(captured.toText()), inner), scope);
        }
        return ending;
    }

    private Ending runFiltered(
            final Stmt.FilterBlock filter, final Scope scope, final TextBuilder output) {
        final TextBuilder captured = new TextBuilder();
        final Scope inner = scope.inner();
        final Ending ending = run(filter.body(), inner, captured);
        if (ending == Ending.DONE) {
            rendering.at(filter.line());
            final Value value = filtered(filter.filters(), new Str(captured.toText()), inner);
            if (!(value instanceof final Str str)) {
                throw TemplateError.type(
                        "sequence item 0: expected str instance, %s found"
                                .formatted(Types.name(value)));
            }
            rendering.append(output, str.text());
        }
        return ending;
    }

    private Value filtered(
            final List<Expr.FilterCall> filters, final Value input, final Scope scope) {
        Value value = input;
        for (final Expr.FilterCall filter : filters) {
            value = evaluator.filtered(filter, value, scope);
        }
        return value;
    }

    private Ending runWith(final Stmt.With with, final Scope scope, final TextBuilder output) {
        rendering.at(with.line());
        final Scope inner = scope.inner();
        for (final Stmt.Binding binding : with.bindings()) {
            assign(binding.target(), evaluator.value(binding.value(), scope), inner);
        }
        return run(with.body(), inner, output);
    }

    private void assign(final Target target, final Value value, final Scope scope) {
        switch (target) {
            case Target.Variable variable -> scope.set(variable.name(), value);
            case Target.Member member -> namespace(member, scope).set(member.name(), value);
            case Target.Several several -> unpack(several.targets(), value, scope);
        }
    }

    private static Namespace namespace(final Target.Member member, final Scope scope) {
        if (scope.get(member.namespace()) instanceof final Namespace namespace) {
            return namespace;
        }
        throw new TemplateError(
                TemplateError.Kind.RUNTIME, "cannot assign attribute on non-namespace object");
    }

    /** Namespaces are looked for before the value is computed. */
    private static void check(final Target target, final Scope scope) {
        switch (target) {
            case Target.Variable variable -> {
                // any will do
            }
            case Target.Member member -> namespace(member, scope);
            case Target.Several several -> several.targets().forEach(inner -> check(inner, scope));
        }
    }

    private void unpack(final List<Target> targets, final Value value, final Scope scope) {
        if (!Iteration.isIterable(value)) {
            throw TemplateError.type(
                    "cannot unpack non-iterable %s object".formatted(Types.name(value)));
        }
        final Iterator<Value> values = Iteration.over(rendering, value);
        for (int i = 0; i < targets.size(); i++) {
            if (!values.hasNext()) {
                throw TemplateError.value(
                        "not enough values to unpack (expected %d, got %d)"
                                .formatted(targets.size(), i));
            }
            assign(targets.get(i), values.next(), scope);
        }
        if (values.hasNext()) {
            throw TemplateError.value(
                    "too many values to unpack (expected %d)".formatted(targets.size()));
        }
    }
}
