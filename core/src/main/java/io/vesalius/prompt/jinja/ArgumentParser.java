package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Token.Kind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Reads a call's arguments: positions, then {@code *}, then names, then {@code **}. */
final class ArgumentParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;

    ArgumentParser(final Tokens tokens, final ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** The arguments with their parentheses. */
    Expr.ArgumentList list() {
        final Reading reading = new Reading();
        tokens.expectOperator("(");
        boolean first = true;
        while (!tokens.skipOperator(")")) {
            if (!first) {
                tokens.expectOperator(",");
                if (tokens.skipOperator(")")) {
                    break;
                }
            }
            first = false;
            readOne(reading);
        }
        final Expr.ArgumentList none = Expr.ArgumentList.NONE;
        return new Expr.ArgumentList(
                List.copyOf(reading.positional),
                List.copyOf(reading.named),
                reading.star == null ? none.star() : reading.star,
                reading.doubleStar == null ? none.doubleStar() : reading.doubleStar);
    }

    private void readOne(final Reading reading) {
        final Token token = tokens.peek();
        if (tokens.skipOperator("*")) {
            ensure(reading.star == null && reading.doubleStar == null, token);
            reading.star = expressions.expression();
        } else if (tokens.skipOperator("**")) {
            ensure(reading.doubleStar == null, token);
            reading.doubleStar = expressions.expression();
        } else if (token.is(Kind.NAME) && tokens.peekSecond().isOperator("=")) {
            ensure(reading.doubleStar == null, token);
            tokens.next();
            tokens.next();
            ensure(reading.named.stream().noneMatch(n -> n.name().equals(token.text())), token);
            reading.named.add(new Expr.Named(token.text(), expressions.expression()));
        } else {
            ensure(
                    reading.star == null && reading.doubleStar == null && reading.named.isEmpty(),
                    token);
            reading.positional.add(expressions.expression());
        }
    }

    private void ensure(final boolean ordered, final Token token) {
        if (!ordered) {
            throw tokens.error(
                    token,
                    "arguments must come in this order: by position, *list, by name (each once),"
                            + " **dict");
        }
    }

    /** The arguments read so far; null where none of a kind was. */
    private static final class Reading {
        private final List<Expr> positional = new ArrayList<>();
        private final List<Expr.Named> named = new ArrayList<>();
        private @Nullable Expr star;
        private @Nullable Expr doubleStar;
    }
}
