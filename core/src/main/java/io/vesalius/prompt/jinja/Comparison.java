package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Expr.Relation;
import io.vesalius.prompt.jinja.Value.Int;
import io.vesalius.prompt.jinja.Value.Range;
import io.vesalius.prompt.jinja.Value.Real;
import io.vesalius.prompt.jinja.Value.Seq;
import io.vesalius.prompt.jinja.Value.Str;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** Python's comparisons. Characters alone count, never who wrote them. */
final class Comparison {
    /** Deepest nesting of lists and dicts that is compared or printed. */
    private static final int DEEPEST = 256;

    private Comparison() {}

    static void checkDepth(final int depth) {
        if (depth > DEEPEST) {
            throw TemplateError.budget("lists and dicts are nested deeper than " + DEEPEST);
        }
    }

    static boolean holds(
            final Rendering rendering,
            final Relation relation,
            final Value left,
            final Value right) {
        return switch (relation) {
            case EQUAL -> equal(rendering, left, right);
            case UNEQUAL -> !equal(rendering, left, right);
            case IN -> Containment.contains(rendering, right, left);
            case NOT_IN -> !Containment.contains(rendering, right, left);
            default -> ordered(rendering, relation, left, right, 0);
        };
    }

    static boolean equal(final Rendering rendering, final Value left, final Value right) {
        return equal(rendering, left, right, 0);
    }

    static boolean less(final Rendering rendering, final Value left, final Value right) {
        return ordered(rendering, Relation.LESS, left, right, 0);
    }

    private static boolean equal(
            final Rendering rendering, final Value left, final Value right, final int depth) {
        checkDepth(depth);
        rendering.budget().visit();
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return equalNumbers(left, right);
        }
        return switch (left) {
            case Str a when right instanceof Str b -> {
                rendering.budget().work(Math.min(a.text().length(), b.text().length()));
                yield a.chars().equals(b.chars());
            }
            case Seq a when right instanceof Seq b && a.isList() == b.isList() ->
                    equalItems(rendering, a.items(), b.items(), depth);
            case Dict a when right instanceof Dict b -> equalDicts(rendering, a, b, depth);
            case Range a when right instanceof Range b ->
                    a.count() == b.count()
                            && (a.count() == 0
                                    || a.start() == b.start()
                                            && (a.count() == 1 || a.step() == b.step()));
            case Undefined a -> right instanceof Undefined;
            case Value.None none -> right instanceof Value.None;
            default -> isOne(left, right);
        };
    }

    private static boolean equalItems(
            final Rendering rendering,
            final List<Value> left,
            final List<Value> right,
            final int depth) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!same(rendering, left.get(i), right.get(i), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    /** Within containers a value is equal to itself, even if it is no number. */
    private static boolean same(
            final Rendering rendering, final Value left, final Value right, final int depth) {
        return isOne(left, right) || equal(rendering, left, right, depth);
    }

    private static boolean equalDicts(
            final Rendering rendering, final Dict left, final Dict right, final int depth) {
        if (left.size() != right.size()) {
            return false;
        }
        for (final Dict.Entry entry : left.entries()) {
            final Value other = right.get(entry.key());
            if (other == null || !same(rendering, entry.value(), other, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalNumbers(final Value left, final Value right) {
        return !isNan(left) && !isNan(right) && compareNumbers(left, right) == 0;
    }

    private static boolean isNan(final Value value) {
        return value instanceof Real(double real) && Double.isNaN(real);
    }

    /** The sign of left - right, exact also between integers and floating point; neither is NaN. */
    private static int compareNumbers(final Value left, final Value right) {
        final boolean leftInfinite = left instanceof Real(double a) && Double.isInfinite(a);
        final boolean rightInfinite = right instanceof Real(double b) && Double.isInfinite(b);
        if (leftInfinite || rightInfinite) {
            return Double.compare(
                    leftInfinite ? ((Real) left).value() : 0,
                    rightInfinite ? ((Real) right).value() : 0);
        }
        if (left instanceof Real(double a) && right instanceof Real(double b)) {
            return a == b ? 0 : Double.compare(a, b);
        }
        if (left instanceof Int(BigInteger a) && right instanceof Int(BigInteger b)) {
            return a.compareTo(b);
        }
        return exact(left).compareTo(exact(right));
    }

    private static BigDecimal exact(final Value number) {
        return number instanceof Real(double real)
                ? new BigDecimal(real)
                : new BigDecimal(Numbers.whole(number).orElseThrow());
    }

    private static boolean ordered(
            final Rendering rendering,
            final Relation relation,
            final Value left,
            final Value right,
            final int depth) {
        checkDepth(depth);
        rendering.budget().visit();
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return !isNan(left) && !isNan(right) && fits(relation, compareNumbers(left, right));
        }
        if (left instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (right instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (left instanceof Str a && right instanceof Str b) {
            rendering.budget().work(Math.min(a.text().length(), b.text().length()));
            return fits(relation, Strings.compare(a.chars(), b.chars()));
        }
        if (left instanceof Seq a && right instanceof Seq b && a.isList() == b.isList()) {
            return orderedItems(rendering, relation, a.items(), b.items(), depth);
        }
        throw TemplateError.type(
                "'%s' not supported between instances of '%s' and '%s'"
                        .formatted(relation.symbol, Types.name(left), Types.name(right)));
    }

    private static boolean orderedItems(
            final Rendering rendering,
            final Relation relation,
            final List<Value> left,
            final List<Value> right,
            final int depth) {
        final int common = Math.min(left.size(), right.size());
        for (int i = 0; i < common; i++) {
            if (!same(rendering, left.get(i), right.get(i), depth + 1)) {
                return ordered(rendering, relation, left.get(i), right.get(i), depth + 1);
            }
        }
        return fits(relation, Integer.compare(left.size(), right.size()));
    }

    private static boolean fits(final Relation relation, final int sign) {
        return switch (relation) {
            case LESS -> sign < 0;
            case AT_MOST -> sign <= 0;
            case MORE -> sign > 0;
            case AT_LEAST -> sign >= 0;
            default -> throw new IllegalArgumentException(relation.symbol);
        };
    }

    /** As containers look for a value. */
    static boolean same(final Rendering rendering, final Value left, final Value right) {
        return same(rendering, left, right, 0);
    }

    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    private static boolean isOne(final Value left, final Value right) {
        return left == right;
    }

    /** The very same value, as far as values of a template have an identity. */
    static boolean identical(final Value left, final Value right) {
        return isOne(left, right)
                || left instanceof Value.Bool a && right instanceof Value.Bool b && a.equals(b)
                || left instanceof Value.None && right instanceof Value.None
                || left instanceof Int x && right instanceof Int y && x.equals(y);
    }
}
