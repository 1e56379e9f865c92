package io.vesalius.prompt.jinja;

import static java.util.Map.entry;

import io.vesalius.prompt.jinja.Value.Int;
import io.vesalius.prompt.jinja.Value.Real;
import io.vesalius.prompt.jinja.Value.Str;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/** The filters that make numbers. */
final class NumberFilters {
    static final Map<String, Filter> FILTERS =
            Map.ofEntries(
                    entry("abs", Filter.alone(NumberFilters::abs)),
                    entry("int", NumberFilters::whole),
                    entry("float", NumberFilters::real),
                    entry("round", NumberFilters::round),
                    entry("length", Filter.alone((r, input) -> Int.of(Iteration.length(r, input)))),
                    entry("count", Filter.alone((r, input) -> Int.of(Iteration.length(r, input)))));

    /** Digits after the point that change nothing any more. */
    private static final int MOST_PRECISION = 400;

    private NumberFilters() {}

    private static Value abs(final Rendering rendering, final Value input) {
        if (input instanceof Real(double value)) {
            return new Real(Math.abs(value));
        }
        return Numbers.whole(input)
                .map(whole -> new Int(whole.abs()))
                .orElseThrow(
                        () ->
                                TemplateError.type(
                                        "bad operand type for abs(): '%s'"
                                                .formatted(Types.name(input))));
    }

    private static Value whole(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("do_int", 0, "default", "base");
        final Optional<BigInteger> whole =
                switch (input) {
                    case Str str -> parsed(str.chars(), bound.integer(1, 10));
                    case Real(double value) -> finite(value);
                    case Undefined undefined -> throw undefined.error();
                    default -> Numbers.whole(input);
                };
        return whole.<Value>map(Int::new).orElseGet(() -> bound.get(0, Int.of(0)));
    }

    private static Optional<BigInteger> parsed(final String chars, final int base) {
        if (base < 2 || base > 36) {
            return Optional.empty();
        }
        return Numbers.parseWhole(chars, base)
                .or(() -> Numbers.parseReal(chars).flatMap(NumberFilters::finite));
    }

    private static Optional<BigInteger> finite(final double value) {
        return Double.isFinite(value) ? Optional.of(Numbers.cut(value)) : Optional.empty();
    }

    private static Value real(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("do_float", 0, "default");
        final Optional<Double> real =
                switch (input) {
                    case Str str -> Numbers.parseReal(str.chars());
                    case Undefined undefined -> throw undefined.error();
                    default ->
                            Numbers.isNumber(input)
                                    ? Optional.of(Numbers.real(input))
                                    : Optional.empty();
                };
        return real.<Value>map(Real::new).orElseGet(() -> bound.get(0, new Real(0)));
    }

    private static Value round(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("do_round", 0, "precision", "method");
        final int precision = Math.clamp(bound.integer(0, 0), -MOST_PRECISION, MOST_PRECISION);
        final String method =
                bound.get(1, Str.own("common")) instanceof Str name ? name.chars() : "";
        if (!Numbers.isNumber(input)) {
            throw input instanceof Undefined
                    ? TemplateError.type("type Undefined doesn't define __round__ method")
                    : TemplateError.type(
                            "type %s doesn't define __round__ method".formatted(Types.name(input)));
        }
        return switch (method) {
            case "common" -> common(input, precision);
            case "ceil", "floor" -> directed(input, precision, method.equals("ceil"));
            default ->
                    throw new TemplateError(
                            TemplateError.Kind.ARGUMENT, "method must be common, ceil or floor");
        };
    }

    /** The nearest, and of two as near the even one. */
    private static Value common(final Value input, final int precision) {
        if (!(input instanceof Real(double value))) {
            final BigDecimal whole = new BigDecimal(Numbers.whole(input).orElseThrow());
            return new Int(
                    whole.setScale(Math.min(precision, 0), RoundingMode.HALF_EVEN).toBigInteger());
        }
        if (!Double.isFinite(value)) {
            return input;
        }
        final double rounded =
                new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).doubleValue();
        return new Real(Math.copySign(rounded, value));
    }

    private static Value directed(final Value input, final int precision, final boolean up) {
        final double scale = Math.pow(10, precision);
        final double scaled = Numbers.real(input) * scale;
        final BigInteger whole = Numbers.cut(up ? Math.ceil(scaled) : Math.floor(scaled));
        return new Real(whole.doubleValue() / scale);
    }
}
