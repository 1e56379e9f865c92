package io.vesalius.prompt.jinja;

/**
 * What a missing variable, attribute or element is: empty when printed or looped over, an error
 * when computed with.
 *
 * @param kind the error it becomes
 * @param text the error's text
 */
record Undefined(TemplateError.Kind kind, String text) implements Value {
    static Undefined because(final String text) {
        return new Undefined(TemplateError.Kind.UNDEFINED, text);
    }

    static Undefined variable(final String name) {
        return because(Printing.quoted(name) + " is undefined");
    }

    static Undefined attribute(final Value of, final String name) {
        return because("'" + Types.describe(of) + "' has no attribute " + Printing.quoted(name));
    }

    static Undefined unsafe(final Value of, final String name) {
        return new Undefined(
                TemplateError.Kind.SECURITY,
                "access to attribute %s of '%s' object is unsafe."
                        .formatted(Printing.quoted(name), Types.name(of)));
    }

    TemplateError error() {
        return new TemplateError(kind, text);
    }
}
