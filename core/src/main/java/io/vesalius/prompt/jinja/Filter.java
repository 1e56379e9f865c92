package io.vesalius.prompt.jinja;

import java.util.function.BiFunction;

/** What {@code |name(...)} does with a value. */
@FunctionalInterface
interface Filter {
    Value apply(Rendering rendering, Value input, Arguments arguments);

    /** A filter that takes no arguments. */
    static Filter alone(final BiFunction<Rendering, Value, Value> filter) {
        return (rendering, input, arguments) -> {
            arguments.bind("filter", 0);
            return filter.apply(rendering, input);
        };
    }
}
