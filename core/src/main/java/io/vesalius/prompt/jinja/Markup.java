package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Str;

/** Strings that were marked safe for HTML: what is added to them is escaped. */
final class Markup {
    private Markup() {}

    /** Two strings, the unmarked one escaped where the other is marked. */
    static Str sum(final Rendering rendering, final Str left, final Str right) {
        if (left.markup() == right.markup()) {
            return new Str(rendering.concat(left.text(), right.text()).text(), left.markup());
        }
        return new Str(
                rendering
                        .concat(escaped(rendering, left).text(), escaped(rendering, right).text())
                        .text(),
                true);
    }

    /** A string with HTML's five characters as entities, unless it is marked. */
    static Str escaped(final Rendering rendering, final Str str) {
        if (str.markup()) {
            return str;
        }
        final Text text = str.text();
        final TextBuilder escaped = new TextBuilder();
        for (int i = 0; i < text.length(); i++) {
            final String entity = entity(text.chars().charAt(i));
            if (entity.isEmpty()) {
                escaped.append(text, i, i + 1);
            } else {
                escaped.append(entity, text.controlAt(i));
            }
        }
        rendering.budget().allocate(escaped.length());
        return new Str(escaped.toText(), true);
    }

    private static String entity(final char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&#34;";
            case '\'' -> "&#39;";
            default -> "";
        };
    }
}
