package io.vesalius.prompt.jinja;

import static java.util.Map.entry;

import io.vesalius.prompt.jinja.Value.Int;
import io.vesalius.prompt.jinja.Value.Str;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The filters that make text. */
final class TextFilters {
    static final Map<String, Filter> FILTERS =
            Map.ofEntries(
                    entry("string", Filter.alone((r, input) -> string(r, input))),
                    entry("upper", mapping(Letters::upper)),
                    entry("lower", mapping(Letters::lower)),
                    entry("capitalize", mapping(Letters::capitalized)),
                    entry("title", mapping(TextFilters::title)),
                    entry("trim", TextFilters::trim),
                    entry("replace", TextFilters::replace),
                    entry("indent", TextFilters::indent),
                    entry("center", TextFilters::center),
                    entry("truncate", TextFilters::truncate),
                    entry("wordcount", Filter.alone(TextFilters::wordCount)),
                    entry("tojson", TextFilters::toJson),
                    entry(
                            "safe",
                            Filter.alone((r, input) -> new Str(Printing.str(r, input), true))),
                    entry(
                            "escape",
                            Filter.alone((r, input) -> Markup.escaped(r, string(r, input)))),
                    entry("e", Filter.alone((r, input) -> Markup.escaped(r, string(r, input)))),
                    entry("forceescape", Filter.alone(TextFilters::forceEscape)));

    private TextFilters() {}

    /** A string as it is, marked or not; anything else as it prints. */
    static Str string(final Rendering rendering, final Value input) {
        return input instanceof Str str ? str : new Str(Printing.str(rendering, input));
    }

    private static Filter mapping(final UnaryOperator<Text> mapping) {
        return Filter.alone(
                (rendering, input) -> {
                    final Str str = string(rendering, input);
                    rendering.budget().work(str.text().length());
                    return new Str(rendering.made(mapping.apply(str.text())).text(), str.markup());
                });
    }

    /** Words begin after white space, a dash or an opening bracket. */
    private static Text title(final Text text) {
        final String chars = text.chars();
        final TextBuilder builder = new TextBuilder();
        for (int at = 0; at < chars.length(); ) {
            int end = at;
            while (end < chars.length() && beginsWord(chars.charAt(end))) {
                end++;
            }
            builder.append(text, at, end);
            at = end;
            while (end < chars.length() && !beginsWord(chars.charAt(end))) {
                end++;
            }
            if (end > at) {
                final int second = chars.offsetByCodePoints(at, 1);
                builder.append(Letters.upper(text.slice(at, second)))
                        .append(Letters.lower(text.slice(second, end)));
            }
            at = end;
        }
        return builder.toText();
    }

    private static boolean beginsWord(final char c) {
        return "-({[<".indexOf(c) >= 0 || Whitespace.is(c);
    }

    private static Value trim(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("do_trim", 0, "chars");
        final Str str = string(rendering, input);
        rendering.budget().work(str.text().length());
        if (bound.isSet(0) && !(bound.get(0) instanceof Str)) {
            throw TemplateError.type("strip arg must be None or str");
        }
        final @Nullable String chars = bound.isSet(0) ? ((Str) bound.get(0)).chars() : null;
        return new Str(Strings.strip(str.text(), chars, true, true), str.markup());
    }

    private static Value replace(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("do_replace", 2, "old", "new", "count");
        return new Str(
                Strings.replace(
                        rendering,
                        Printing.str(rendering, input),
                        Printing.str(rendering, bound.get(0)),
                        Printing.str(rendering, bound.get(1)),
                        bound.integer(2, -1)));
    }

    private static Value indent(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("do_indent", 0, "width", "first", "blank");
        if (!(input instanceof final Str str)) {
            throw input instanceof Undefined undefined
                    ? undefined.error()
                    : TemplateError.type(
                            "unsupported operand type(s) for +=: '%s' and 'str'"
                                    .formatted(Types.name(input)));
        }
        final Text indention =
                bound.get(0, Int.of(4)) instanceof Str width
                        ? width.text()
                        : Strings.repeated(
                                rendering, Text.text(" "), Math.max(0, bound.integer(0, 4)));
        rendering.budget().allocate(str.text().length());
        final List<Text> lines = Strings.lines(str.text().concat(Text.text("\n")), false);
        final TextBuilder builder = new TextBuilder();
        for (int i = 0; i < lines.size(); i++) {
            final Text line = lines.get(i);
            final boolean indents = i == 0 ? bound.flag(1) : bound.flag(2) || !line.isEmpty();
            if (i > 0) {
                rendering.append(builder, Text.text("\n"));
            }
            if (indents) {
                rendering.append(builder, indention);
            }
            rendering.append(builder, line);
        }
        return new Str(builder.toText(), str.markup());
    }

    private static Value center(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final int width = arguments.bind("do_center", 0, "width").integer(0, 80);
        return new Str(
                Strings.padded(
                        rendering,
                        Printing.str(rendering, input),
                        width,
                        Text.text(" "),
                        Strings.Side.BOTH));
    }

    private static Value truncate(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound =
                arguments.bind("do_truncate", 0, "length", "killwords", "end", "leeway");
        final Text end = Printing.str(rendering, bound.get(2, Str.own("...")));
        final int length = bound.integer(0, 255);
        final int kept = length - Strings.count(end.chars());
        if (kept < 0 || bound.integer(3, 5) < 0) {
            throw new TemplateError(
                    TemplateError.Kind.ASSERTION,
                    "expected length >= %d, got %d".formatted(Strings.count(end.chars()), length));
        }
        if (Iteration.length(rendering, input) <= (long) length + bound.integer(3, 5)) {
            return input;
        }
        if (!(input instanceof final Str str)) {
            throw TemplateError.type("only text can be truncated, not " + Types.name(input));
        }
        final Text text = str.text();
        final Text head = text.slice(0, Strings.offset(text.chars(), kept));
        final Text words = bound.flag(1) ? head : Splitting.splitRight(head, " ", 1).getFirst();
        return rendering.concat(words, end);
    }

    private static Value wordCount(final Rendering rendering, final Value input) {
        boolean within = false;
        int count = 0;
        for (final int c : Printing.str(rendering, input).chars().codePoints().toArray()) {
            final boolean word = Character.isLetter(c) || Letters.isNumeric(c) || c == '_';
            count += word && !within ? 1 : 0;
            within = word;
        }
        return Int.of(count);
    }

    private static Value forceEscape(final Rendering rendering, final Value input) {
        return Markup.escaped(rendering, new Str(Printing.str(rendering, input)));
    }

    /** As Hugging Face defines it: other characters stay, nothing is escaped for HTML. */
    private static Value toJson(
            final Rendering rendering, final Value input, final Arguments arguments) {
        final Arguments.Bound bound =
                arguments.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
        final @Nullable Text indent = bound.isSet(1) ? indention(rendering, bound.get(1)) : null;
        final List<Text> separators = new ArrayList<>();
        if (bound.isSet(2)) {
            for (final Value separator : Iteration.all(rendering, bound.get(2))) {
                separators.add(Printing.str(rendering, separator));
            }
            if (separators.size() != 2) {
                throw TemplateError.value("separators must be two strings");
            }
        } else {
            separators.add(Text.text(indent == null ? ", " : ","));
            separators.add(Text.text(": "));
        }
        return new Str(
                JsonText.of(
                        rendering,
                        input,
                        new JsonText.Layout(
                                bound.flag(0),
                                indent,
                                separators.get(0),
                                separators.get(1),
                                bound.flag(3))));
    }

    private static Text indention(final Rendering rendering, final Value indent) {
        return indent instanceof Str str
                ? str.text()
                : Strings.repeated(rendering, Text.text(" "), Math.max(0, Numbers.index(indent)));
    }
}
