package io.vesalius.prompt.jinja;

/** Python's names of the types, as its error messages have them. */
final class Types {
    private Types() {}

    static String name(final Value value) {
        return switch (value) {
            case Value.None none -> "NoneType";
            case Value.Bool bool -> "bool";
            case Value.Int whole -> "int";
            case Value.Real real -> "float";
            case Value.Str str -> str.markup() ? "Markup" : "str";
            case Value.Seq seq ->
                    switch (seq.kind()) {
                        case LIST -> "list";
                        case TUPLE -> "tuple";
                        case GROUP -> "_GroupTuple";
                    };
            case Value.Range range -> "range";
            case Value.View view ->
                    switch (view.part()) {
                        case KEYS -> "dict_keys";
                        case VALUES -> "dict_values";
                        case ITEMS -> "dict_items";
                    };
            case Dict dict -> "dict";
            case Generator generator -> generator.type();
            case Function function -> function.type();
            case Namespace namespace -> "Namespace";
            case Loop loop -> "LoopContext";
            case Cycler cycler -> "Cycler";
            case Undefined undefined -> "Undefined";
        };
    }

    /** What Jinja calls a value in which it looked in vain. */
    static String describe(final Value value) {
        final String name = name(value);
        return switch (name) {
            case "NoneType" -> "None";
            case "Markup" -> "markupsafe.Markup object";
            case "Namespace", "Cycler", "Joiner" -> "jinja2.utils." + name + " object";
            case "LoopContext", "Macro" -> "jinja2.runtime." + name + " object";
            case "_GroupTuple" -> "jinja2.filters._GroupTuple object";
            default -> name + " object";
        };
    }
}
