package io.vesalius.prompt.jinja;

/** Something a template can call: a macro, a method of a value, one of the few global functions. */
final class Function implements Value {
    /** What happens at a call. */
    @FunctionalInterface
    interface Body {
        Value call(Rendering rendering, Arguments arguments);
    }

    private final String type;
    private final String name;
    private final Body body;

    /**
     * @param type Python's name of its type
     * @param name its own name, for printing it
     */
    Function(final String type, final String name, final Body body) {
        this.type = type;
        this.name = name;
        this.body = body;
    }

    static Function global(final String name, final Body body) {
        return new Function("function", name, body);
    }

    static Function method(final String name, final Body body) {
        return new Function("builtin_function_or_method", name, body);
    }

    String type() {
        return type;
    }

    String name() {
        return name;
    }

    Value call(final Rendering rendering, final Arguments arguments) {
        return body.call(rendering, arguments);
    }
}
