package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Stmt.Target;
import io.vesalius.prompt.jinja.Token.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads what is assigned to: variables, a namespace's attributes, macros' parameters. */
final class TargetParser {
    private static final Set<String> CONSTANTS =
            Set.of("true", "false", "none", "True", "False", "None");

    private final Tokens tokens;
    private final Usage usage;
    private final ExpressionParser expressions;

    TargetParser(final Tokens tokens, final Usage usage, final ExpressionParser expressions) {
        this.tokens = tokens;
        this.usage = usage;
        this.expressions = expressions;
    }

    /** Between {@code for} and {@code in}. */
    Target loopTarget() {
        final Token start = tokens.peek();
        final Target target = several("in", false);
        refuseLoop(target, start);
        return target;
    }

    /** After {@code set}: also a namespace's attribute. */
    Target setTarget() {
        return several("", true);
    }

    /** In {@code with}: one, or several in parentheses. */
    Target withTarget() {
        return one(false);
    }

    String name() {
        final Token name = tokens.expect(Kind.NAME);
        if (CONSTANTS.contains(name.text())) {
            throw tokens.error(name, "can't assign to '" + name.text() + "'");
        }
        return name.text();
    }

    /** A macro's parameters with their parentheses. */
    List<Stmt.Parameter> parameters() {
        final List<Stmt.Parameter> parameters = new ArrayList<>();
        boolean defaults = false;
        tokens.expectOperator("(");
        while (!tokens.skipOperator(")")) {
            if (!parameters.isEmpty()) {
                tokens.expectOperator(",");
            }
            final Token start = tokens.peek();
            final String name = name();
            usage.bind(name);
            final boolean hasDefault = tokens.skipOperator("=");
            if (defaults && !hasDefault) {
                throw tokens.error(start, "a parameter without a default follows one that has it");
            }
            defaults |= hasDefault;
            if (parameters.stream().anyMatch(parameter -> parameter.name().equals(name))) {
                throw tokens.error(start, "the parameter '" + name + "' is there twice");
            }
            parameters.add(
                    new Stmt.Parameter(
                            name,
                            hasDefault
                                    ? expressions.expression()
                                    : new Expr.Literal(notProvided(name))));
        }
        return List.copyOf(parameters);
    }

    private static Undefined notProvided(final String name) {
        return Undefined.because("parameter " + Printing.quoted(name) + " was not provided");
    }

    private Target several(final String endWord, final boolean members) {
        final List<Target> targets = new ArrayList<>(List.of(one(members)));
        boolean several = false;
        while (tokens.skipOperator(",")) {
            several = true;
            if (expressions.endsTuple(endWord) || tokens.peek().isOperator("=")) {
                break;
            }
            targets.add(one(members));
        }
        return several ? new Target.Several(List.copyOf(targets)) : targets.getFirst();
    }

    private Target one(final boolean members) {
        if (tokens.skipOperator("(")) {
            tokens.enter();
            final Target inner = several("", false);
            tokens.leave();
            tokens.expectOperator(")");
            return inner;
        }
        final String name = name();
        return members && tokens.skipOperator(".")
                ? new Target.Member(name, tokens.expect(Kind.NAME).text())
                : new Target.Variable(name);
    }

    private void refuseLoop(final Target target, final Token start) {
        switch (target) {
            case Target.Variable variable -> {
                if (variable.name().equals("loop")) {
                    throw tokens.error(start, "a loop's variable can't be named 'loop'");
                }
            }
            case Target.Several several ->
                    several.targets().forEach(inner -> refuseLoop(inner, start));
            case Target.Member member -> throw tokens.error(start, "can't loop into an attribute");
        }
    }

    /** From here on the template itself has given the target a value. */
    void bind(final Target target) {
        switch (target) {
            case Target.Variable variable -> usage.bind(variable.name());
            case Target.Several several -> several.targets().forEach(this::bind);
            case Target.Member member -> usage.read(member.namespace());
        }
    }
}
