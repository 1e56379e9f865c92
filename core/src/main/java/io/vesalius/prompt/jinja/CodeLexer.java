package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Token.Kind;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Cuts what stands between a tag's braces into names, literals and operators. */
final class CodeLexer {
    private static final List<String> LONG_OPERATORS = List.of("//", "**", "==", "!=", ">=", "<=");
    private static final String OPERATORS = "+-*/%~[](){}<>=.:|,;";
    private static final int DEEPEST_BRACKETS = 200;

    private final Source source;
    private final String chars;
    private final List<Token> tokens;
    private final Deque<Character> closers = new ArrayDeque<>();

    CodeLexer(final Source source, final List<Token> tokens) {
        this.source = source;
        this.chars = source.chars();
        this.tokens = tokens;
    }

    /**
     * Reads up to the end of the tag; returns its offset (that of its sign), or the source's
     * length.
     */
    int read(final int from, final boolean print) {
        int at = Whitespace.skip(chars, from);
        while (at < chars.length() && !(closers.isEmpty() && closesAt(at, print))) {
            at = Whitespace.skip(chars, readOne(at));
        }
        return at;
    }

    /** A plus sign can close a block only; elsewhere it is an operator. */
    private boolean closesAt(final int at, final boolean print) {
        final String end = print ? "}}" : "%}";
        final char first = chars.charAt(at);
        return chars.startsWith(end, at)
                || (first == '-' || first == '+' && !print) && chars.startsWith(end, at + 1);
    }

    private int readOne(final int at) {
        final char c = chars.charAt(at);
        if (c >= '0' && c <= '9') {
            return readNumber(at);
        }
        if (c == '\'' || c == '"') {
            return readString(at);
        }
        final int name = nameEnd(at);
        return name > at ? add(Kind.NAME, at, name) : readOperator(at);
    }

    private int nameEnd(final int at) {
        int end = at;
        while (end < chars.length()) {
            final int c = chars.codePointAt(end);
            final boolean fits =
                    c == '_'
                            || (end == at
                                    ? Character.isUnicodeIdentifierStart(c)
                                    : Character.isUnicodeIdentifierPart(c)
                                            && !Character.isIdentifierIgnorable(c));
            if (!fits) {
                return end;
            }
            end += Character.charCount(c);
        }
        return end;
    }

    private int readNumber(final int at) {
        final NumberLiteral number = NumberLiteral.at(chars, at);
        tokens.add(new Token(number.whole() ? Kind.INTEGER : Kind.REAL, number.digits(), at));
        return number.end();
    }

    private int readString(final int at) {
        final char quote = chars.charAt(at);
        int end = at + 1;
        while (end < chars.length() && chars.charAt(end) != quote) {
            end += chars.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= chars.length()) {
            throw source.error(at, "the string isn't closed: " + quote + " is missing");
        }
        tokens.add(new Token(Kind.STRING, StringLiteral.unescaped(source, at + 1, end), at));
        return end + 1;
    }

    private int readOperator(final int at) {
        for (final String operator : LONG_OPERATORS) {
            if (chars.startsWith(operator, at)) {
                return add(Kind.OPERATOR, at, at + 2);
            }
        }
        final char c = chars.charAt(at);
        if (OPERATORS.indexOf(c) < 0) {
            throw source.error(
                    at,
                    "unexpected character "
                            + Printing.shown(Character.toString(chars.codePointAt(at))));
        }
        balance(c, at);
        return add(Kind.OPERATOR, at, at + 1);
    }

    private void balance(final char c, final int at) {
        switch (c) {
            case '(' -> closers.push(')');
            case '[' -> closers.push(']');
            case '{' -> closers.push('}');
            case ')', ']', '}' -> {
                if (closers.isEmpty()) {
                    throw source.error(at, "unexpected '" + c + "'");
                }
                final char expected = closers.pop();
                if (expected != c) {
                    throw source.error(at, "unexpected '%s', expected '%s'".formatted(c, expected));
                }
            }
            default -> {
                // no bracket
            }
        }
        if (closers.size() > DEEPEST_BRACKETS) {
            throw source.error(at, "more than " + DEEPEST_BRACKETS + " brackets are open");
        }
    }

    private int add(final Kind kind, final int from, final int to) {
        tokens.add(new Token(kind, chars.substring(from, to), from));
        return to;
    }
}
