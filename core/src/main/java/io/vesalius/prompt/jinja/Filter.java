package io.vesalius.prompt.jinja;

/** What {@code |name(...)} does with a value. */
@FunctionalInterface
interface Filter {
    Value apply(Rendering rendering, Value input, Arguments arguments);
}
