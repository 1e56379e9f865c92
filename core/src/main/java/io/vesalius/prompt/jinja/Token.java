package io.vesalius.prompt.jinja;

/**
 * A piece of a template's source.
 *
 * @param text the name, operator or literal text; of a string literal its value
 * @param offset where it begins, for messages
 */
record Token(Kind kind, String text, int offset) {
    enum Kind {
        DATA("text"),
        PRINT_BEGIN("'{{'"),
        PRINT_END("'}}'"),
        TAG_BEGIN("'{%'"),
        TAG_END("'%}'"),
        NAME("a name"),
        STRING("a string"),
        INTEGER("an integer"),
        REAL("a number"),
        OPERATOR("an operator"),
        END("the end of the template");

        final String described;

        Kind(final String described) {
            this.described = described;
        }
    }

    boolean is(final Kind wanted) {
        return kind == wanted;
    }

    boolean isName(final String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    boolean isOperator(final String symbol) {
        return kind == Kind.OPERATOR && text.equals(symbol);
    }

    /** For messages: what was found. */
    String described() {
        return switch (kind) {
            case NAME, OPERATOR, INTEGER, REAL -> Printing.shown(text);
            default -> kind.described;
        };
    }
}
