package io.vesalius.prompt.jinja;

import io.vesalius.base.BadFileException;
import io.vesalius.prompt.jinja.Token.Kind;

import java.util.List;

/** A template's tokens as the parser reads them, with the check that it isn't nested too deep. */
final class Tokens {
    /** Deepest nesting of statements and expressions together. */
    static final int DEEPEST = 128;

    private final Source source;
    private final List<Token> tokens;
    private int position;
    private int depth;

    Tokens(final Source source) {
        this.source = source;
        this.tokens = Lexer.tokens(source);
    }

    Token peek() {
        return tokens.get(position);
    }

    Token peekSecond() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    Token next() {
        final Token token = peek();
        if (!token.is(Kind.END)) {
            position++;
        }
        return token;
    }

    boolean skipName(final String name) {
        final boolean found = peek().isName(name);
        if (found) {
            next();
        }
        return found;
    }

    boolean skipOperator(final String symbol) {
        final boolean found = peek().isOperator(symbol);
        if (found) {
            next();
        }
        return found;
    }

    Token expect(final Kind kind) {
        if (!peek().is(kind)) {
            throw unexpected(kind.described);
        }
        return next();
    }

    void expectOperator(final String symbol) {
        if (!skipOperator(symbol)) {
            throw unexpected("'" + symbol + "'");
        }
    }

    void expectName(final String name) {
        if (!skipName(name)) {
            throw unexpected("'" + name + "'");
        }
    }

    int line() {
        return line(peek());
    }

    int line(final Token token) {
        return source.line(token.offset());
    }

    String place(final Token token) {
        return source.place(token.offset());
    }

    /** Call before going one level deeper, and {@link #leave} after. */
    void enter() {
        if (++depth > DEEPEST) {
            throw error(peek(), "nested deeper than " + DEEPEST + " levels");
        }
    }

    void leave() {
        depth--;
    }

    BadFileException unexpected(final String wanted) {
        return error(peek(), "expected %s, found %s".formatted(wanted, peek().described()));
    }

    BadFileException error(final Token token, final String what) {
        return source.error(token.offset(), what);
    }
}
