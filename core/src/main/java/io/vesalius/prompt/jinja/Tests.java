package io.vesalius.prompt.jinja;

import static java.util.Map.entry;

import io.vesalius.prompt.jinja.Expr.Operator;
import io.vesalius.prompt.jinja.Expr.Relation;
import io.vesalius.prompt.jinja.Value.Bool;
import io.vesalius.prompt.jinja.Value.Int;
import io.vesalius.prompt.jinja.Value.Real;
import io.vesalius.prompt.jinja.Value.Str;

import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** All tests by name: what {@code is name(...)} asks. */
final class Tests {
    /** What a test asks of a value. */
    private interface Test {
        boolean holds(Rendering rendering, Value value, Arguments arguments);
    }

    private static final Map<String, Test> TESTS =
            Map.ofEntries(
                    entry("defined", asking(value -> !(value instanceof Undefined))),
                    entry("undefined", asking(Undefined.class::isInstance)),
                    entry("none", asking(Value.None.class::isInstance)),
                    entry("boolean", asking(Bool.class::isInstance)),
                    entry("true", asking(Value.TRUE::equals)),
                    entry("false", asking(Value.FALSE::equals)),
                    entry("integer", asking(Int.class::isInstance)),
                    entry("float", asking(Real.class::isInstance)),
                    entry("number", asking(Numbers::isNumber)),
                    entry("string", asking(Str.class::isInstance)),
                    entry("mapping", asking(Dict.class::isInstance)),
                    entry("sequence", asking(Tests::isSequence)),
                    entry("iterable", asking(Iteration::isIterable)),
                    entry("callable", asking(Tests::isCallable)),
                    entry("escaped", asking(value -> value instanceof Str str && str.markup())),
                    entry("lower", alone((r, value) -> isCased(r, value, false))),
                    entry("upper", alone((r, value) -> isCased(r, value, true))),
                    entry("odd", alone((r, value) -> remainder(r, value, Int.of(2), 1))),
                    entry("even", alone((r, value) -> remainder(r, value, Int.of(2), 0))),
                    entry("divisibleby", Tests::isDivisible),
                    entry("sameas", (r, value, a) -> Comparison.identical(value, other(a))),
                    entry("filter", (r, value, a) -> isNamed(value, Filters.names())),
                    entry("test", (r, value, a) -> isNamed(value, names())),
                    entry("in", comparing(Relation.IN)),
                    entry("eq", comparing(Relation.EQUAL)),
                    entry("equalto", comparing(Relation.EQUAL)),
                    entry("==", comparing(Relation.EQUAL)),
                    entry("ne", comparing(Relation.UNEQUAL)),
                    entry("!=", comparing(Relation.UNEQUAL)),
                    entry("lt", comparing(Relation.LESS)),
                    entry("lessthan", comparing(Relation.LESS)),
                    entry("<", comparing(Relation.LESS)),
                    entry("le", comparing(Relation.AT_MOST)),
                    entry("<=", comparing(Relation.AT_MOST)),
                    entry("gt", comparing(Relation.MORE)),
                    entry("greaterthan", comparing(Relation.MORE)),
                    entry(">", comparing(Relation.MORE)),
                    entry("ge", comparing(Relation.AT_LEAST)),
                    entry(">=", comparing(Relation.AT_LEAST)));

    private Tests() {}

    static Set<String> names() {
        return TESTS.keySet();
    }

    static boolean holds(
            final Rendering rendering,
            final String name,
            final Value value,
            final Arguments arguments) {
        final Test test = TESTS.get(name);
        if (test == null) {
            throw new TemplateError(
                    TemplateError.Kind.RUNTIME,
                    "No test named %s found.".formatted(Printing.quoted(name)));
        }
        return test.holds(rendering, value, arguments);
    }

    private static Test asking(final Predicate<Value> question) {
        return alone((rendering, value) -> question.test(value));
    }

    /** A test that takes no arguments. */
    private static Test alone(final BiPredicate<Rendering, Value> question) {
        return (rendering, value, arguments) -> {
            arguments.bind("test", 0);
            return question.test(rendering, value);
        };
    }

    private static Test comparing(final Relation relation) {
        return (rendering, value, arguments) ->
                Comparison.holds(rendering, relation, value, other(arguments));
    }

    private static Value other(final Arguments arguments) {
        return arguments.bind("test", 1, "other").get(0);
    }

    private static boolean isSequence(final Value value) {
        return switch (value) {
            case Str str -> true;
            case Value.Seq seq -> true;
            case Dict dict -> true;
            case Value.Range range -> true;
            case Undefined undefined -> true;
            default -> false;
        };
    }

    private static boolean isCallable(final Value value) {
        return switch (value) {
            case Function function -> true;
            case Loop loop -> true;
            case Undefined undefined -> true;
            default -> false;
        };
    }

    private static boolean isCased(
            final Rendering rendering, final Value value, final boolean upper) {
        return Letters.allCased(Printing.str(rendering, value).chars(), upper);
    }

    private static boolean isDivisible(
            final Rendering rendering, final Value value, final Arguments arguments) {
        final Value divisor = arguments.bind("test_divisibleby", 1, "num").get(0);
        return remainder(rendering, value, divisor, 0);
    }

    private static boolean remainder(
            final Rendering rendering, final Value value, final Value divisor, final long wanted) {
        final Value rest = Arithmetic.apply(rendering, Operator.MODULO, value, divisor);
        return Comparison.equal(rendering, rest, Int.of(wanted));
    }

    private static boolean isNamed(final Value value, final Set<String> names) {
        return value instanceof Str str && names.contains(str.chars());
    }
}
