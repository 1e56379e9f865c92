package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Bool;
import io.vesalius.prompt.jinja.Value.Seq;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of expressions. */
final class Evaluator {
    private final Rendering rendering;

    Evaluator(final Rendering rendering) {
        this.rendering = rendering;
    }

    Value value(final Expr expression, final Scope scope) {
        final Budget budget = rendering.budget();
        budget.enter();
        final Value value =
                switch (expression) {
                    case Expr.Literal literal -> literal.value();
                    case Expr.Name name -> scope.get(name.name());
                    case Expr.Items items -> new Seq(items.kind(), values(items.items(), scope));
                    case Expr.Pairs pairs -> dict(pairs, scope);
                    case Expr.Attribute attribute ->
                            Attributes.attribute(
                                    rendering, value(attribute.of(), scope), attribute.name());
                    case Expr.Item item ->
                            Attributes.item(
                                    rendering, value(item.of(), scope), value(item.key(), scope));
                    case Expr.Slice slice -> slice(slice, scope);
                    case Expr.Call call -> {
                        final Value callee = value(call.callee(), scope);
                        yield call(callee, arguments(call.arguments(), scope), call.line());
                    }
                    case Expr.Filtered filtered ->
                            filtered(filtered.filter(), value(filtered.input(), scope), scope);
                    case Expr.Test test -> test(test, scope);
                    case Expr.Sign sign -> Arithmetic.sign(sign.minus(), value(sign.of(), scope));
                    case Expr.Binary binary ->
                            Arithmetic.apply(
                                    rendering,
                                    binary.operator(),
                                    value(binary.left(), scope),
                                    value(binary.right(), scope));
                    case Expr.Concat concat -> concat(concat, scope);
                    case Expr.Compare compare -> Bool.of(compare(compare, scope));
                    case Expr.Logic logic -> logic(logic, scope);
                    case Expr.Not not -> Bool.of(!Truth.of(value(not.of(), scope)));
                    case Expr.Conditional conditional ->
                            value(
                                    Truth.of(value(conditional.test(), scope))
                                            ? conditional.then()
                                            : conditional.otherwise(),
                                    scope);
                };
        budget.leave();
        return value;
    }

    private List<Value> values(final List<Expr> expressions, final Scope scope) {
        rendering.budget().values(0, expressions.size());
        final List<Value> values = new ArrayList<>(expressions.size());
        for (final Expr expression : expressions) {
            values.add(value(expression, scope));
        }
        return values;
    }

    private Value dict(final Expr.Pairs pairs, final Scope scope) {
        rendering.budget().values(0, 2L * pairs.pairs().size());
        final Dict.Builder dict = new Dict.Builder();
        for (final Expr.Pair pair : pairs.pairs()) {
            final Value key = value(pair.key(), scope);
            dict.put(key, value(pair.value(), scope));
        }
        return dict.build();
    }

    private Value slice(final Expr.Slice slice, final Scope scope) {
        final Value of = value(slice.of(), scope);
        return Slicing.slice(
                rendering,
                of,
                value(slice.start(), scope),
                value(slice.stop(), scope),
                value(slice.step(), scope));
    }

    private Value concat(final Expr.Concat concat, final Scope scope) {
        final TextBuilder builder = new TextBuilder();
        for (final Value part : values(concat.parts(), scope)) {
            rendering.append(builder, Printing.str(rendering, part));
        }
        return new Value.Str(builder.toText());
    }

    private boolean compare(final Expr.Compare compare, final Scope scope) {
        Value left = value(compare.first(), scope);
        for (final Expr.Operand operand : compare.rest()) {
            final Value right = value(operand.right(), scope);
            if (!Comparison.holds(rendering, operand.relation(), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private Value logic(final Expr.Logic logic, final Scope scope) {
        final Value left = value(logic.left(), scope);
        return Truth.of(left) == logic.and() ? value(logic.right(), scope) : left;
    }

    Value call(final Value callee, final Arguments arguments, final int line) {
        rendering.at(line);
        return switch (callee) {
            case Function function -> function.call(rendering, arguments);
            case Loop loop -> loop.call(arguments);
            case Undefined undefined -> throw undefined.error();
            default ->
                    throw TemplateError.type(
                            "'%s' object is not callable".formatted(Types.name(callee)));
        };
    }

    Value filtered(final Expr.FilterCall filter, final Value input, final Scope scope) {
        final Arguments arguments = arguments(filter.arguments(), scope);
        rendering.at(filter.line());
        return Filters.apply(rendering, filter.name(), input, arguments);
    }

    private Value test(final Expr.Test test, final Scope scope) {
        final Value input = value(test.input(), scope);
        final Arguments arguments = arguments(test.test().arguments(), scope);
        rendering.at(test.test().line());
        return Bool.of(Tests.holds(rendering, test.test().name(), input, arguments));
    }

    Arguments arguments(final Expr.ArgumentList list, final Scope scope) {
        if (list.equals(Expr.ArgumentList.NONE)) {
            return Arguments.NONE;
        }
        final List<Value> positional = new ArrayList<>(values(list.positional(), scope));
        final Map<String, Value> named = new LinkedHashMap<>();
        for (final Expr.Named argument : list.named()) {
            named.put(argument.name(), value(argument.value(), scope));
        }
        positional.addAll(Iteration.all(rendering, value(list.star(), scope)));
        if (!(value(list.doubleStar(), scope) instanceof final Dict more)) {
            throw TemplateError.type("argument after ** must be a mapping");
        }
        more.entries().forEach(entry -> addNamed(named, entry));
        return new Arguments(positional, named);
    }

    private static void addNamed(final Map<String, Value> named, final Dict.Entry entry) {
        if (!(entry.key() instanceof final Value.Str name)) {
            throw TemplateError.type("keywords must be strings");
        }
        if (named.put(name.chars(), entry.value()) != null) {
            throw TemplateError.type(
                    "got multiple values for keyword argument " + Printing.quoted(name.chars()));
        }
    }
}
