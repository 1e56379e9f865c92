package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Seq;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Defines macros and calls them. */
final class Macros {
    private final Rendering rendering;
    private final Evaluator evaluator;
    private final Interpreter interpreter;

    Macros(final Rendering rendering, final Evaluator evaluator, final Interpreter interpreter) {
        this.rendering = rendering;
        this.evaluator = evaluator;
        this.interpreter = interpreter;
    }

    /** A macro; when called it sees the variables around its definition as they are then. */
    Function define(
            final String name,
            final Stmt.Signature signature,
            final List<Stmt> body,
            final Scope around) {
        return new Function(
                "Macro",
                name,
                (caller, arguments) -> {
                    rendering.budget().step();
                    final Scope scope = around.inner();
                    bind(name, signature, arguments, scope);
                    return interpreter.capture(body, scope);
                });
    }

    /** Calls a macro whose {@code caller} gives the block's body. */
    Value callWithBody(final Stmt.CallBlock block, final Scope scope) {
        final Function caller = define("caller", block.signature(), block.body(), scope);
        final Value callee = evaluator.value(block.call().callee(), scope);
        final Arguments arguments = evaluator.arguments(block.call().arguments(), scope);
        return evaluator.call(callee, arguments.with("caller", caller), block.call().line());
    }

    private void bind(
            final String macro,
            final Stmt.Signature signature,
            final Arguments arguments,
            final Scope scope) {
        final List<Stmt.Parameter> parameters = signature.parameters();
        final List<Value> given = arguments.positional();
        final Map<String, Value> named = new HashMap<>(arguments.named());
        for (int i = 0; i < parameters.size(); i++) {
            final Stmt.Parameter parameter = parameters.get(i);
            final Value value = i < given.size() ? given.get(i) : named.remove(parameter.name());
            scope.set(
                    parameter.name(),
                    value == null ? evaluator.value(parameter.fallback(), scope) : value);
        }
        bindSpecial(macro, signature, arguments, named, scope);
    }

    /**
     * {@code caller}, {@code kwargs} and {@code varargs} for a body that reads them; else an error.
     */
    private static void bindSpecial(
            final String macro,
            final Stmt.Signature signature,
            final Arguments arguments,
            final Map<String, Value> named,
            final Scope scope) {
        final int count = signature.parameters().size();
        if (reads(signature, "caller")) {
            final Value caller = named.remove("caller");
            scope.set("caller", caller == null ? noCaller() : caller);
        }
        if (reads(signature, "kwargs")) {
            final Dict.Builder rest = new Dict.Builder();
            arguments.named().keySet().stream()
                    .filter(named::containsKey)
                    .forEach(name -> rest.put(name, Objects.requireNonNull(named.get(name))));
            scope.set("kwargs", rest.build());
        } else if (!named.isEmpty()) {
            final String unknown =
                    arguments.named().keySet().stream()
                            .filter(named::containsKey)
                            .findFirst()
                            .orElseThrow();
            throw TemplateError.type(
                    "macro %s takes no keyword argument %s"
                            .formatted(Printing.quoted(macro), Printing.quoted(unknown)));
        }
        final List<Value> given = arguments.positional();
        if (reads(signature, "varargs")) {
            scope.set(
                    "varargs",
                    new Seq(
                            Seq.Kind.TUPLE,
                            given.size() > count ? given.subList(count, given.size()) : List.of()));
        } else if (given.size() > count) {
            throw TemplateError.type(
                    "macro %s takes not more than %d argument(s)"
                            .formatted(Printing.quoted(macro), count));
        }
    }

    /** Whether the body reads a special name that is no parameter of its own. */
    private static boolean reads(final Stmt.Signature signature, final String name) {
        return signature.uses().contains(name)
                && signature.parameters().stream()
                        .noneMatch(parameter -> parameter.name().equals(name));
    }

    private static Undefined noCaller() {
        return Undefined.because("No caller defined");
    }
}
