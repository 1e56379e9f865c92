package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Int;
import io.vesalius.prompt.jinja.Value.Real;
import io.vesalius.prompt.jinja.Value.Seq;
import io.vesalius.prompt.jinja.Value.Str;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** Values as JSON, as Python's json.dumps writes it. Quotes and braces are text, never control. */
final class JsonText {
    /**
     * How it is laid out.
     *
     * @param ascii whether all else is escaped
     * @param indent what a level is indented by; null for one line
     * @param itemSeparator between elements
     * @param keySeparator between a key and its value
     * @param sorted whether keys are put in order
     */
    record Layout(
            boolean ascii,
            @Nullable Text indent,
            Text itemSeparator,
            Text keySeparator,
            boolean sorted) {}

    private final Rendering rendering;
    private final Layout layout;
    private final TextBuilder builder = new TextBuilder();

    private JsonText(final Rendering rendering, final Layout layout) {
        this.rendering = rendering;
        this.layout = layout;
    }

    static Text of(final Rendering rendering, final Value value, final Layout layout) {
        final JsonText json = new JsonText(rendering, layout);
        json.write(value, 0);
        return json.builder.toText();
    }

    private void write(final Value value, final int depth) {
        Comparison.checkDepth(depth);
        rendering.budget().visit();
        switch (value) {
            case Str str -> string(str.text());
            case Value.None none -> own("null");
            case Value.Bool bool -> own(bool.value() ? "true" : "false");
            case Int whole -> own(whole.value().toString());
            case Real real -> own(number(real.value()));
            case Dict dict -> dict(dict, depth);
            case Seq seq -> list(seq.items(), depth);
            default ->
                    throw TemplateError.type(
                            "Object of type %s is not JSON serializable"
                                    .formatted(Types.name(value)));
        }
    }

    private static String number(final double real) {
        return switch (Reals.repr(real)) {
            case "nan" -> "NaN";
            case "inf" -> "Infinity";
            case "-inf" -> "-Infinity";
            case final String digits -> digits;
        };
    }

    private void list(final List<Value> items, final int depth) {
        if (items.isEmpty()) {
            own("[]");
            return;
        }
        own("[");
        for (int i = 0; i < items.size(); i++) {
            between(i, depth + 1);
            write(items.get(i), depth + 1);
        }
        newLine(depth);
        own("]");
    }

    private void dict(final Dict dict, final int depth) {
        if (dict.size() == 0) {
            own("{}");
            return;
        }
        own("{");
        final Iterator<Dict.Entry> entries = entries(dict);
        for (int i = 0; entries.hasNext(); i++) {
            final Dict.Entry entry = entries.next();
            between(i, depth + 1);
            string(key(entry.key()));
            rendering.append(builder, layout.keySeparator());
            write(entry.value(), depth + 1);
        }
        newLine(depth);
        own("}");
    }

    private Iterator<Dict.Entry> entries(final Dict dict) {
        if (!layout.sorted()) {
            return dict.entries().iterator();
        }
        final List<Sorting.Keyed> keyed =
                dict.entries().stream()
                        .map(entry -> new Sorting.Keyed(entry.key(), entry.key()))
                        .toList();
        return Sorting.sorted(rendering, keyed, false).stream()
                .map(key -> new Dict.Entry(key, Objects.requireNonNull(dict.get(key))))
                .iterator();
    }

    private static Text key(final Value key) {
        return switch (key) {
            case Str str -> str.text();
            case Value.None none -> Text.text("null");
            case Value.Bool bool -> Text.text(bool.value() ? "true" : "false");
            case Int whole -> Text.text(whole.value().toString());
            case Real real -> Text.text(number(real.value()));
            default ->
                    throw TemplateError.type(
                            "keys must be str, int, float, bool or None, not " + Types.name(key));
        };
    }

    private void between(final int index, final int depth) {
        if (index > 0) {
            rendering.append(builder, layout.itemSeparator());
        }
        newLine(depth);
    }

    private void newLine(final int depth) {
        if (layout.indent() != null) {
            own("\n");
            rendering.append(builder, Strings.repeated(rendering, layout.indent(), depth));
        }
    }

    private void own(final String some) {
        rendering.budget().grow(builder.length(), some.length());
        builder.append(some);
    }

    private void string(final Text text) {
        own("\"");
        final String chars = text.chars();
        int plain = 0; // where the characters begin that need no escape
        for (int at = 0; at < chars.length(); at++) {
            final String escape = escape(chars.charAt(at));
            if (!escape.isEmpty()) {
                rendering.append(builder, text.slice(plain, at));
                rendering.budget().grow(builder.length(), escape.length());
                builder.append(escape, text.controlAt(at));
                plain = at + 1;
            }
        }
        rendering.append(builder, text.slice(plain, chars.length()));
        own("\"");
    }

    private String escape(final char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\f' -> "\\f";
            case '\b' -> "\\b";
            default -> c < ' ' || layout.ascii() && c > '~' ? "\\u%04x".formatted((int) c) : "";
        };
    }
}
