package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Str;

import java.util.Iterator;

/** Python's {@code in}. */
final class Containment {
    private Containment() {}

    static boolean contains(final Rendering rendering, final Value container, final Value wanted) {
        return switch (container) {
            case Str str -> {
                if (!(wanted instanceof Str part)) {
                    throw TemplateError.type(
                            "'in <string>' requires string as left operand, not "
                                    + Types.name(wanted));
                }
                rendering.budget().work(str.text().length());
                yield str.chars().contains(part.chars());
            }
            case Dict dict -> dict.has(wanted);
            case Value.View view when view.part() == Value.View.Part.KEYS ->
                    view.dict().has(wanted);
            case Value.Seq seq -> among(rendering, container, wanted);
            case Value.Range range -> among(rendering, container, wanted);
            case Value.View view -> among(rendering, container, wanted);
            case Generator generator -> among(rendering, container, wanted);
            case Loop loop -> among(rendering, container, wanted);
            case Undefined undefined -> false;
            default ->
                    throw TemplateError.type(
                            "argument of type '%s' is not iterable"
                                    .formatted(Types.name(container)));
        };
    }

    private static boolean among(
            final Rendering rendering, final Value container, final Value wanted) {
        final Iterator<Value> values = Iteration.over(rendering, container);
        while (values.hasNext()) {
            final Value value = values.next();
            if (Comparison.same(rendering, value, wanted)) {
                return true;
            }
        }
        return false;
    }
}
