package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Str;

import java.util.Iterator;

/** How values print: Python's str and repr. */
final class Printing {
    private static final int LONGEST_SHOWN = 60;

    private Printing() {}

    /** Python's str. What the interpreter itself writes is text, never control. */
    static Text str(final Rendering rendering, final Value value) {
        return switch (value) {
            case Str str -> str.text();
            case Undefined undefined -> Text.EMPTY;
            default -> repr(rendering, value);
        };
    }

    /** Python's repr. */
    static Text repr(final Rendering rendering, final Value value) {
        final TextBuilder builder = new TextBuilder();
        new Representation(rendering, builder).write(value, 0);
        return builder.toText();
    }

    /** A name in Python's quotes. */
    static String quoted(final String name) {
        final TextBuilder builder = new TextBuilder();
        Quotes.write(Text.text(name), builder);
        return builder.toText().chars();
    }

    /** Text from a template in a form that is safe in a one-line message. */
    static String shown(final String text) {
        final int cut =
                text.length() <= LONGEST_SHOWN
                        ? text.length()
                        : text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_SHOWN));
        return quoted(text.substring(0, Math.min(cut, text.length())))
                + (cut < text.length() ? "..." : "");
    }

    /** Writes one value's repr. */
    private record Representation(Rendering rendering, TextBuilder builder) {
        void write(final Value value, final int depth) {
            Comparison.checkDepth(depth);
            rendering.budget().visit();
            switch (value) {
                case Value.None none -> own("None");
                case Value.Bool bool -> own(bool.value() ? "True" : "False");
                case Value.Int whole -> own(whole.value().toString());
                case Value.Real real -> own(Reals.repr(real.value()));
                case Str str -> {
                    own(str.markup() ? "Markup(" : "");
                    final int before = builder.length();
                    Quotes.write(str.text(), builder);
                    rendering.budget().grow(before, builder.length() - before);
                    own(str.markup() ? ")" : "");
                }
                case Value.Seq seq -> writeSeq(seq, depth);
                case Value.Range range -> own(describe(range));
                case Value.View view -> writeView(view, depth);
                case Dict dict -> writeDict(dict, depth);
                case Namespace namespace -> writeNamespace(namespace, depth);
                case Undefined undefined -> own("Undefined");
                case Function function -> own(describe(function));
                case Generator generator -> own("<" + generator.type() + " object>");
                case Loop loop -> own("<LoopContext %d/%d>".formatted(loop.index(), loop.length()));
                case Cycler cycler -> own("<Cycler object>");
            }
        }

        private void own(final String some) {
            rendering.budget().grow(builder.length(), some.length());
            builder.append(some);
        }

        private void writeSeq(final Value.Seq seq, final int depth) {
            own(seq.isList() ? "[" : "(");
            writeAll(seq.items().iterator(), depth);
            own(seq.isList() ? "]" : seq.items().size() == 1 ? ",)" : ")");
        }

        private void writeView(final Value.View view, final int depth) {
            own(Types.name(view) + "([");
            writeAll(Iteration.over(rendering, view), depth);
            own("])");
        }

        private void writeAll(final Iterator<Value> values, final int depth) {
            String separator = "";
            while (values.hasNext()) {
                own(separator);
                write(values.next(), depth + 1);
                separator = ", ";
            }
        }

        private void writeDict(final Dict dict, final int depth) {
            String separator = "";
            own("{");
            for (final Dict.Entry entry : dict.entries()) {
                own(separator);
                write(entry.key(), depth + 1);
                own(": ");
                write(entry.value(), depth + 1);
                separator = ", ";
            }
            own("}");
        }

        private void writeNamespace(final Namespace namespace, final int depth) {
            final Dict.Builder attributes = new Dict.Builder();
            namespace.attributes().forEach(attributes::put);
            own("<Namespace ");
            writeDict(attributes.build(), depth + 1);
            own(">");
        }

        private static String describe(final Value.Range range) {
            return range.step() == 1
                    ? "range(%d, %d)".formatted(range.start(), range.stop())
                    : "range(%d, %d, %d)".formatted(range.start(), range.stop(), range.step());
        }

        private static String describe(final Function function) {
            return function.type().equals("Macro")
                    ? "<Macro " + quoted(function.name()) + ">"
                    : "<" + function.type() + " " + function.name() + ">";
        }
    }
}
