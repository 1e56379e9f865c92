package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Expr.Operator;
import io.vesalius.prompt.jinja.Value.Int;
import io.vesalius.prompt.jinja.Value.Real;
import io.vesalius.prompt.jinja.Value.Seq;
import io.vesalius.prompt.jinja.Value.Str;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Python's arithmetic: on numbers, and sums and multiples of strings and lists. */
final class Arithmetic {
    /** As many as Python prints. */
    private static final int MOST_DIGITS = 4300;

    private static final int MOST_BITS = 14_284;

    private Arithmetic() {}

    static Value apply(
            final Rendering rendering,
            final Operator operator,
            final Value left,
            final Value right) {
        if (left instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (operator == Operator.MODULO && left instanceof Str str) {
            return formatted(str, right);
        }
        if (right instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            rendering.budget().work(cost(left) + cost(right));
            return numbers(operator, left, right);
        }
        return switch (operator) {
            case ADD -> sum(rendering, left, right);
            case MULTIPLY -> multiple(rendering, left, right);
            default -> throw unsupported(operator, left, right);
        };
    }

    /** What a number's digits make an operation cost, in characters. */
    private static long cost(final Value number) {
        return number instanceof Int(BigInteger whole) ? 8 + whole.bitLength() / 4 : 8;
    }

    /** Formats don't exist here; a string that holds none may still meet the operator, in tests. */
    private static Value formatted(final Str str, final Value right) {
        if (str.chars().indexOf('%') >= 0) {
            throw new TemplateError(
                    TemplateError.Kind.SECURITY,
                    "formatting a string with the modulo operator does not exist here: use ~");
        }
        return switch (right) {
            case Dict dict -> str;
            case Undefined undefined -> str;
            case Value.Range range -> str;
            case Seq seq when seq.isList() || seq.items().isEmpty() -> str;
            default ->
                    throw TemplateError.type(
                            "not all arguments converted during string formatting");
        };
    }

    static Value sign(final boolean minus, final Value of) {
        if (of instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (of instanceof Real(double real)) {
            return minus ? new Real(-real) : of;
        }
        final BigInteger whole =
                Numbers.whole(of)
                        .orElseThrow(
                                () ->
                                        TemplateError.type(
                                                "bad operand type for unary %s: '%s'"
                                                        .formatted(
                                                                minus ? "-" : "+",
                                                                Types.name(of))));
        return new Int(minus ? whole.negate() : whole);
    }

    private static Value sum(final Rendering rendering, final Value left, final Value right) {
        if (left instanceof Str a && right instanceof Str b) {
            return Markup.sum(rendering, a, b);
        }
        if (left instanceof Seq a && right instanceof Seq b && a.isList() == b.isList()) {
            rendering.budget().references((long) a.items().size() + b.items().size());
            final List<Value> items = new ArrayList<>(a.items());
            items.addAll(b.items());
            return new Seq(a.isList() ? Seq.Kind.LIST : Seq.Kind.TUPLE, items);
        }
        if (left instanceof Str || left instanceof Seq) {
            final String type =
                    left instanceof Seq group && !group.isList() ? "tuple" : Types.name(left);
            throw TemplateError.type(
                    "can only concatenate %1$s (not \"%2$s\") to %1$s"
                            .formatted(type, Types.name(right)));
        }
        throw unsupported(Operator.ADD, left, right);
    }

    private static Value multiple(final Rendering rendering, final Value left, final Value right) {
        final boolean first = left instanceof Str || left instanceof Seq;
        final Value repeated = first ? left : right;
        final Optional<BigInteger> times = Numbers.whole(first ? right : left);
        if (!(repeated instanceof Str) && !(repeated instanceof Seq)) {
            throw unsupported(Operator.MULTIPLY, left, right);
        }
        if (times.isEmpty()) {
            throw TemplateError.type(
                    "can't multiply sequence by non-int of type '%s'"
                            .formatted(Types.name(first ? right : left)));
        }
        final int count =
                times.get()
                        .max(BigInteger.ZERO)
                        .min(BigInteger.valueOf(Integer.MAX_VALUE))
                        .intValue();
        if (repeated instanceof Str str) {
            return new Str(Strings.repeated(rendering, str.text(), count), str.markup());
        }
        final Seq seq = (Seq) repeated;
        rendering.budget().references((long) seq.items().size() * count);
        final List<Value> items = new ArrayList<>(seq.items().size() * count);
        for (int i = 0; i < count && !seq.items().isEmpty(); i++) {
            items.addAll(seq.items());
        }
        return new Seq(seq.isList() ? Seq.Kind.LIST : Seq.Kind.TUPLE, items);
    }

    private static Value numbers(final Operator operator, final Value left, final Value right) {
        if (left instanceof Real || right instanceof Real) {
            return new Real(reals(operator, Numbers.real(left), Numbers.real(right)));
        }
        final BigInteger a = Numbers.whole(left).orElseThrow();
        final BigInteger b = Numbers.whole(right).orElseThrow();
        return switch (operator) {
            case ADD -> whole(a.add(b));
            case SUBTRACT -> whole(a.subtract(b));
            case MULTIPLY -> whole(a.multiply(b));
            case DIVIDE -> new Real(quotient(a, b));
            case FLOOR_DIVIDE -> whole(floor(a, b, "division or modulo")[0]);
            case MODULO -> whole(floor(a, b, "modulo")[1]);
            case POWER -> power(a, b);
        };
    }

    /** A result, refused where it has grown out of all use. */
    private static Int whole(final BigInteger value) {
        checkBits(value.bitLength());
        return new Int(value);
    }

    private static void checkBits(final double bits) {
        if (bits > MOST_BITS) {
            throw TemplateError.budget(
                    "the template makes a number of more than " + MOST_DIGITS + " digits");
        }
    }

    /** Quotient, rounded down, and the remainder, which has the divisor's sign. */
    private static BigInteger[] floor(final BigInteger a, final BigInteger b, final String name) {
        if (b.signum() == 0) {
            throw zeroDivision("integer " + name + " by zero");
        }
        final BigInteger[] parts = a.divideAndRemainder(b);
        if (parts[1].signum() * b.signum() < 0) {
            parts[0] = parts[0].subtract(BigInteger.ONE);
            parts[1] = parts[1].add(b);
        }
        return parts;
    }

    private static double quotient(final BigInteger a, final BigInteger b) {
        if (b.signum() == 0) {
            throw zeroDivision("division by zero");
        }
        final double quotient =
                new BigDecimal(a).divide(new BigDecimal(b), new MathContext(60)).doubleValue();
        if (Double.isInfinite(quotient)) {
            throw Numbers.overflow("integer division result too large for a float");
        }
        return quotient;
    }

    private static Value power(final BigInteger a, final BigInteger b) {
        if (b.signum() < 0) {
            return new Real(realPower(Numbers.real(new Int(a)), Numbers.real(new Int(b))));
        }
        if (a.bitLength() > 1) {
            checkBits((a.abs().bitLength() - 1) * b.doubleValue());
        }
        // 0, 1 and -1 have no other powers than themselves, their squares, and 1.
        final BigInteger exponent =
                a.bitLength() > 1
                        ? b
                        : b.signum() == 0 ? b : b.testBit(0) ? BigInteger.ONE : BigInteger.TWO;
        return whole(a.pow(exponent.intValueExact()));
    }

    private static double reals(final Operator operator, final double a, final double b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> {
                if (b == 0) {
                    throw zeroDivision("float division by zero");
                }
                yield a / b;
            }
            case FLOOR_DIVIDE -> floorDivision(a, b);
            case MODULO -> modulo(a, b, "float modulo");
            case POWER -> realPower(a, b);
        };
    }

    private static double modulo(final double a, final double b, final String name) {
        if (b == 0) {
            throw zeroDivision(name);
        }
        final double rest = a % b;
        if (rest == 0) {
            return Math.copySign(0, b);
        }
        return rest < 0 == b < 0 ? rest : rest + b;
    }

    private static double floorDivision(final double a, final double b) {
        final double rest = modulo(a, b, "float floor division by zero");
        final double quotient = (a - rest) / b;
        final double floor = Math.floor(quotient);
        return quotient == 0 ? Math.copySign(0, a / b) : quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static double realPower(final double a, final double b) {
        if (a == 0 && b < 0) {
            throw zeroDivision("0.0 cannot be raised to a negative power");
        }
        if (a == 1 || b == 0) {
            return 1;
        }
        if (a == -1 && Double.isInfinite(b)) {
            return 1;
        }
        final double power = Math.pow(a, b);
        if (a < 0 && Double.isFinite(a) && Double.isFinite(b) && b != Math.rint(b)) {
            throw TemplateError.value("a negative number has no such power here");
        }
        if (Double.isInfinite(power) && Double.isFinite(a) && Double.isFinite(b)) {
            throw Numbers.overflow("(34, 'Numerical result out of range')");
        }
        return power;
    }

    private static TemplateError zeroDivision(final String text) {
        return new TemplateError(TemplateError.Kind.ZERO_DIVISION, text);
    }

    private static TemplateError unsupported(
            final Operator operator, final Value left, final Value right) {
        final String symbol = operator == Operator.POWER ? "** or pow()" : operator.symbol;
        return TemplateError.type(
                "unsupported operand type(s) for %s: '%s' and '%s'"
                        .formatted(symbol, Types.name(left), Types.name(right)));
    }
}
