package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Expr.Binary;
import io.vesalius.prompt.jinja.Expr.Literal;
import io.vesalius.prompt.jinja.Expr.Operator;
import io.vesalius.prompt.jinja.Expr.Relation;
import io.vesalius.prompt.jinja.Token.Kind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads expressions: conditions, logic, comparisons, arithmetic, by falling binding strength. */
final class ExpressionParser {
    /** Most operators of one strength in a row. */
    static final int LONGEST_CHAIN = 200;

    private static final Map<String, Relation> RELATIONS =
            Map.of(
                    "==", Relation.EQUAL,
                    "!=", Relation.UNEQUAL,
                    "<", Relation.LESS,
                    "<=", Relation.AT_MOST,
                    ">", Relation.MORE,
                    ">=", Relation.AT_LEAST);
    private static final Map<String, Operator> SUMS =
            Map.of("+", Operator.ADD, "-", Operator.SUBTRACT);
    private static final Map<String, Operator> PRODUCTS =
            Map.of(
                    "*", Operator.MULTIPLY,
                    "/", Operator.DIVIDE,
                    "//", Operator.FLOOR_DIVIDE,
                    "%", Operator.MODULO);

    private final Tokens tokens;
    private final Usage usage;
    private final OperandParser operands;

    ExpressionParser(final Tokens tokens, final Usage usage) {
        this.tokens = tokens;
        this.usage = usage;
        this.operands = new OperandParser(tokens, usage, this);
    }

    /** Any expression. */
    Expr expression() {
        tokens.enter();
        final int mark = usage.mark();
        final int line = tokens.line();
        Expr then = withoutCondition();
        int count = 0;
        while (tokens.skipName("if")) {
            checkChain(++count);
            final Expr test = withoutCondition();
            final Expr otherwise =
                    tokens.skipName("else") ? expression() : new Literal(noElse(line));
            then = new Expr.Conditional(test, then, otherwise);
            usage.forgive(mark);
        }
        tokens.leave();
        return then;
    }

    private static Undefined noElse(final int line) {
        return Undefined.because(
                "the inline if-expression on line %d evaluated to false and no else section was"
                                .formatted(line)
                        + " defined.");
    }

    /** An expression in which a bare {@code if} ends it. */
    Expr withoutCondition() {
        Expr left = and();
        for (int count = 0; tokens.skipName("or"); count++) {
            checkChain(count);
            left = new Expr.Logic(false, left, and());
        }
        return left;
    }

    /**
     * One expression, or a tuple of several.
     *
     * @param endWord a name that ends it, or empty
     * @param conditions whether {@code a if b else c} may stand in it
     */
    Expr tuple(final String endWord, final boolean conditions) {
        final List<Expr> items = new ArrayList<>();
        boolean several = false;
        while (!endsTuple(endWord)) {
            items.add(conditions ? expression() : withoutCondition());
            if (!tokens.skipOperator(",")) {
                break;
            }
            several = true;
        }
        if (!several && items.isEmpty()) {
            throw tokens.unexpected("an expression");
        }
        return several ? new Expr.Items(Value.Seq.Kind.TUPLE, items) : items.getFirst();
    }

    boolean endsTuple(final String endWord) {
        final Token token = tokens.peek();
        return token.is(Kind.PRINT_END)
                || token.is(Kind.TAG_END)
                || token.isOperator(")")
                || !endWord.isEmpty() && token.isName(endWord);
    }

    private Expr and() {
        Expr left = not();
        for (int count = 0; tokens.skipName("and"); count++) {
            checkChain(count);
            left = new Expr.Logic(true, left, not());
        }
        return left;
    }

    private Expr not() {
        if (!tokens.skipName("not")) {
            return comparison();
        }
        tokens.enter();
        final Expr not = new Expr.Not(not());
        tokens.leave();
        return not;
    }

    private Expr comparison() {
        final Expr first = sum();
        final List<Expr.Operand> rest = new ArrayList<>();
        Relation relation = relation();
        while (relation != null) {
            checkChain(rest.size());
            rest.add(new Expr.Operand(relation, sum()));
            relation = relation();
        }
        return rest.isEmpty() ? first : new Expr.Compare(first, List.copyOf(rest));
    }

    /** The comparison that follows, taken; null if none does. */
    private @Nullable Relation relation() {
        final Token token = tokens.peek();
        final Relation relation = token.is(Kind.OPERATOR) ? RELATIONS.get(token.text()) : null;
        if (relation != null) {
            tokens.next();
            return relation;
        }
        if (tokens.skipName("in")) {
            return Relation.IN;
        }
        if (token.isName("not") && tokens.peekSecond().isName("in")) {
            tokens.next();
            tokens.next();
            return Relation.NOT_IN;
        }
        return null;
    }

    private Expr sum() {
        Expr left = concatenation();
        Operator operator = operator(SUMS);
        for (int count = 0; operator != null; count++) {
            checkChain(count);
            left = new Binary(operator, left, concatenation());
            operator = operator(SUMS);
        }
        return left;
    }

    private Expr concatenation() {
        final Expr first = product();
        if (!tokens.peek().isOperator("~")) {
            return first;
        }
        final List<Expr> parts = new ArrayList<>(List.of(first));
        while (tokens.skipOperator("~")) {
            parts.add(product());
        }
        return new Expr.Concat(List.copyOf(parts));
    }

    private Expr product() {
        Expr left = power();
        Operator operator = operator(PRODUCTS);
        for (int count = 0; operator != null; count++) {
            checkChain(count);
            left = new Binary(operator, left, power());
            operator = operator(PRODUCTS);
        }
        return left;
    }

    private Expr power() {
        Expr left = operands.signed(true);
        for (int count = 0; tokens.skipOperator("**"); count++) {
            checkChain(count);
            left = new Binary(Operator.POWER, left, operands.signed(true));
        }
        return left;
    }

    /** The operator that follows if it is one of these, taken; else null. */
    private @Nullable Operator operator(final Map<String, Operator> operators) {
        final Token token = tokens.peek();
        final Operator operator = token.is(Kind.OPERATOR) ? operators.get(token.text()) : null;
        if (operator != null) {
            tokens.next();
        }
        return operator;
    }

    /** Long chains would make deep trees. */
    void checkChain(final int count) {
        if (count >= LONGEST_CHAIN) {
            throw tokens.error(tokens.peek(), "more than " + LONGEST_CHAIN + " operators in a row");
        }
    }

    /** A filter's name and arguments, after the bar. */
    Expr.FilterCall filter() {
        return operands.filterCall();
    }
}
