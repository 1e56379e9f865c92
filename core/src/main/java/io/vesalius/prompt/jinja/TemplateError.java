package io.vesalius.prompt.jinja;

/**
 * A template gave up while it was rendered: by its own {@code raise_exception}, by an operation
 * that its values don't allow, or by the budget. Named as Python names it, for that is how template
 * authors and other engines know it.
 */
public final class TemplateError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        TEMPLATE("TemplateError"),
        RUNTIME("TemplateRuntimeError"),
        UNDEFINED("UndefinedError"),
        SECURITY("SecurityError"),
        ARGUMENT("FilterArgumentError"),
        TYPE("TypeError"),
        ATTRIBUTE("AttributeError"),
        VALUE("ValueError"),
        ZERO_DIVISION("ZeroDivisionError"),
        OVERFLOW("OverflowError"),
        ASSERTION("AssertionError"),
        /** A limit of ours, not the template's own doing. */
        BUDGET("CapacityError");

        private final String pythonName;

        Kind(final String pythonName) {
            this.pythonName = pythonName;
        }
    }

    private final Kind kind;
    private final String text;

    TemplateError(final Kind kind, final String text) {
        super(text, null, false, false);
        this.kind = kind;
        this.text = text;
    }

    /** What Jinja says. */
    public String text() {
        return text;
    }

    public Kind kind() {
        return kind;
    }

    /** The error as Jinja reports it: type, colon, text. */
    public String described() {
        return kind.pythonName + ": " + text;
    }

    static TemplateError type(final String text) {
        return new TemplateError(Kind.TYPE, text);
    }

    static TemplateError value(final String text) {
        return new TemplateError(Kind.VALUE, text);
    }

    static TemplateError budget(final String text) {
        return new TemplateError(Kind.BUDGET, text);
    }
}
