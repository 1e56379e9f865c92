package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Expr.Literal;
import io.vesalius.prompt.jinja.Token.Kind;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Reads what operators stand between: literals, names, and what is applied to them. */
final class OperandParser {
    private static final Literal NONE = new Literal(Value.NONE);
    private static final int MOST_DIGITS = 4300; // as Python

    private final Tokens tokens;
    private final Usage usage;
    private final ExpressionParser expressions;
    private final ArgumentParser arguments;

    OperandParser(final Tokens tokens, final Usage usage, final ExpressionParser expressions) {
        this.tokens = tokens;
        this.usage = usage;
        this.expressions = expressions;
        this.arguments = new ArgumentParser(tokens, expressions);
    }

    /** An operand with its sign; filters and tests apply to the signed value. */
    Expr signed(final boolean filters) {
        tokens.enter();
        final Expr operand;
        if (tokens.skipOperator("-")) {
            operand = new Expr.Sign(true, signed(false));
        } else if (tokens.skipOperator("+")) {
            operand = new Expr.Sign(false, signed(false));
        } else {
            operand = primary();
        }
        final Expr applied = postfix(operand);
        final Expr result = filters ? filtersAndTests(applied) : applied;
        tokens.leave();
        return result;
    }

    private Expr primary() {
        final Token token = tokens.next();
        if (token.is(Kind.INTEGER) && token.text().length() > MOST_DIGITS) {
            throw tokens.error(token, "a number of more than " + MOST_DIGITS + " digits");
        }
        return switch (token.kind()) {
            case NAME -> name(token.text());
            case STRING -> string(token);
            case INTEGER -> new Literal(integer(token.text()));
            case REAL -> new Literal(new Value.Real(Double.parseDouble(token.text())));
            case OPERATOR -> bracketed(token);
            default -> throw unexpected(token);
        };
    }

    private RuntimeException unexpected(final Token token) {
        return tokens.error(token, "expected an expression, found " + token.described());
    }

    private Expr name(final String name) {
        return switch (name) {
            case "true", "True" -> new Literal(Value.TRUE);
            case "false", "False" -> new Literal(Value.FALSE);
            case "none", "None" -> NONE;
            default -> {
                usage.read(name);
                yield new Expr.Name(name);
            }
        };
    }

    private Expr string(final Token first) {
        final StringBuilder chars = new StringBuilder(first.text());
        while (tokens.peek().is(Kind.STRING)) {
            chars.append(tokens.next().text());
        }
        return new Literal(new Value.Str(Text.control(chars.toString())));
    }

    private static Value integer(final String digits) {
        final char prefix = digits.length() > 2 ? Character.toLowerCase(digits.charAt(1)) : '0';
        return new Value.Int(
                switch (prefix) {
                    case 'x' -> new BigInteger(digits.substring(2), 16);
                    case 'o' -> new BigInteger(digits.substring(2), 8);
                    case 'b' -> new BigInteger(digits.substring(2), 2);
                    default -> new BigInteger(digits);
                });
    }

    private Expr bracketed(final Token open) {
        return switch (open.text()) {
            case "(" -> parenthesised();
            case "[" -> list();
            case "{" -> dict();
            default -> throw unexpected(open);
        };
    }

    private Expr parenthesised() {
        if (tokens.skipOperator(")")) {
            return new Expr.Items(Value.Seq.Kind.TUPLE, List.of());
        }
        final Expr inner = expressions.tuple("", true);
        tokens.expectOperator(")");
        return inner;
    }

    private Expr list() {
        final List<Expr> items = new ArrayList<>();
        while (!tokens.skipOperator("]")) {
            if (!items.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.skipOperator("]")) {
                    break;
                }
            }
            items.add(expressions.expression());
        }
        return new Expr.Items(Value.Seq.Kind.LIST, List.copyOf(items));
    }

    private Expr dict() {
        final List<Expr.Pair> pairs = new ArrayList<>();
        while (!tokens.skipOperator("}")) {
            if (!pairs.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.skipOperator("}")) {
                    break;
                }
            }
            final Expr key = expressions.expression();
            tokens.expectOperator(":");
            pairs.add(new Expr.Pair(key, expressions.expression()));
        }
        return new Expr.Pairs(List.copyOf(pairs));
    }

    private Expr postfix(final Expr operand) {
        Expr result = operand;
        for (int count = 0; ; count++) {
            expressions.checkChain(count);
            if (tokens.skipOperator(".")) {
                result = attribute(result);
            } else if (tokens.skipOperator("[")) {
                result = subscript(result);
            } else if (tokens.peek().isOperator("(")) {
                result = call(result);
            } else {
                return result;
            }
        }
    }

    private Expr attribute(final Expr of) {
        final Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> new Expr.Attribute(of, token.text());
            case INTEGER -> new Expr.Item(of, new Literal(integer(token.text())));
            default ->
                    throw tokens.error(
                            token, "expected a name or a number, found " + token.described());
        };
    }

    /** What stands in square brackets: a key, a slice, or several keys, which make a tuple. */
    private Expr subscript(final Expr of) {
        if (tokens.skipOperator(":")) {
            return slice(of, NONE);
        }
        if (tokens.skipOperator("]")) {
            return new Expr.Item(of, new Expr.Items(Value.Seq.Kind.TUPLE, List.of()));
        }
        final Expr first = expressions.expression();
        if (tokens.skipOperator(":")) {
            return slice(of, first);
        }
        final List<Expr> keys = new ArrayList<>(List.of(first));
        while (tokens.skipOperator(",") && !tokens.peek().isOperator("]")) {
            keys.add(expressions.expression());
        }
        tokens.expectOperator("]");
        return new Expr.Item(
                of,
                keys.size() == 1 ? first : new Expr.Items(Value.Seq.Kind.TUPLE, List.copyOf(keys)));
    }

    private Expr slice(final Expr of, final Expr start) {
        final Expr stop = bound();
        final Expr step = tokens.skipOperator(":") ? bound() : NONE;
        tokens.expectOperator("]");
        return new Expr.Slice(of, start, stop, step);
    }

    private Expr bound() {
        final Token token = tokens.peek();
        return token.isOperator(":") || token.isOperator("]") ? NONE : expressions.expression();
    }

    private Expr call(final Expr callee) {
        final int line = tokens.line();
        return new Expr.Call(callee, arguments.list(), line);
    }

    private Expr filtersAndTests(final Expr operand) {
        Expr result = operand;
        for (int count = 0; ; count++) {
            expressions.checkChain(count);
            if (tokens.skipOperator("|")) {
                result = new Expr.Filtered(result, filterCall());
            } else if (tokens.skipName("is")) {
                result = test(result);
            } else if (tokens.peek().isOperator("(")) {
                result = call(result);
            } else {
                return result;
            }
        }
    }

    Expr.FilterCall filterCall() {
        final Token name = dottedName();
        usage.called(name, "filter", Filters.names(), tokens);
        return new Expr.FilterCall(
                name.text(),
                tokens.peek().isOperator("(") ? arguments.list() : Expr.ArgumentList.NONE,
                tokens.line(name));
    }

    private Expr test(final Expr operand) {
        final boolean negated = tokens.skipName("not");
        final Token name = dottedName();
        usage.called(name, "test", Tests.names(), tokens);
        final Expr test =
                new Expr.Test(
                        operand,
                        new Expr.FilterCall(name.text(), testArguments(), tokens.line(name)));
        return negated ? new Expr.Not(test) : test;
    }

    private Token dottedName() {
        final Token first = tokens.expect(Kind.NAME);
        final StringBuilder name = new StringBuilder(first.text());
        while (tokens.skipOperator(".")) {
            name.append('.').append(tokens.expect(Kind.NAME).text());
        }
        return new Token(Kind.NAME, name.toString(), first.offset());
    }

    /** A test's arguments: in parentheses, or one operand without them. */
    private Expr.ArgumentList testArguments() {
        final Token token = tokens.peek();
        if (token.isOperator("(")) {
            return arguments.list();
        }
        if (token.isName("is")) {
            throw tokens.error(token, "tests can't be chained: 'is' after a test");
        }
        final boolean takesOne =
                switch (token.kind()) {
                    case NAME ->
                            !token.isName("else") && !token.isName("or") && !token.isName("and");
                    case STRING, INTEGER, REAL -> true;
                    case OPERATOR -> token.isOperator("[") || token.isOperator("{");
                    default -> false;
                };
        return takesOne
                ? new Expr.ArgumentList(List.of(postfix(primary())), List.of())
                : Expr.ArgumentList.NONE;
    }
}
