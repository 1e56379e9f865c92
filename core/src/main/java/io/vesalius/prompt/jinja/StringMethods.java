package io.vesalius.prompt.jinja;

import static java.util.Map.entry;

import io.vesalius.prompt.jinja.Value.Bool;
import io.vesalius.prompt.jinja.Value.Seq;
import io.vesalius.prompt.jinja.Value.Str;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The methods of strings. */
final class StringMethods {
    /** What a method does. */
    private interface Method {
        Value call(Rendering rendering, Text self, Arguments arguments);
    }

    private static final Map<String, Method> METHODS =
            Map.ofEntries(
                    entry("strip", (r, self, a) -> strip(self, a, "strip", true, true)),
                    entry("lstrip", (r, self, a) -> strip(self, a, "lstrip", true, false)),
                    entry("rstrip", (r, self, a) -> strip(self, a, "rstrip", false, true)),
                    entry("split", (r, self, a) -> split(r, self, a, false)),
                    entry("rsplit", (r, self, a) -> split(r, self, a, true)),
                    entry("splitlines", StringMethods::lines),
                    entry("partition", (r, self, a) -> partition(self, a, "partition")),
                    entry("rpartition", (r, self, a) -> partition(self, a, "rpartition")),
                    entry("join", StringMethods::join),
                    entry("replace", StringMethods::replace),
                    entry("removeprefix", (r, self, a) -> without(self, a, "removeprefix")),
                    entry("removesuffix", (r, self, a) -> without(self, a, "removesuffix")),
                    entry("startswith", (r, self, a) -> StringSearch.edge(self, a, "startswith")),
                    entry("endswith", (r, self, a) -> StringSearch.edge(self, a, "endswith")),
                    entry("find", (r, self, a) -> StringSearch.find(self, a, "find")),
                    entry("rfind", (r, self, a) -> StringSearch.find(self, a, "rfind")),
                    entry("index", (r, self, a) -> StringSearch.find(self, a, "index")),
                    entry("rindex", (r, self, a) -> StringSearch.find(self, a, "rindex")),
                    entry("count", StringSearch::count),
                    entry("upper", mapping("upper", Letters::upper)),
                    entry("lower", mapping("lower", Letters::lower)),
                    entry("casefold", mapping("casefold", Letters::folded)),
                    entry("title", mapping("title", Letters::titledWords)),
                    entry("capitalize", mapping("capitalize", Letters::capitalized)),
                    entry("swapcase", mapping("swapcase", Letters::swapped)),
                    entry("center", (r, self, a) -> pad(r, self, a, "center", Strings.Side.BOTH)),
                    entry("ljust", (r, self, a) -> pad(r, self, a, "ljust", Strings.Side.RIGHT)),
                    entry("rjust", (r, self, a) -> pad(r, self, a, "rjust", Strings.Side.LEFT)),
                    entry("zfill", StringMethods::zeroFill),
                    entry("expandtabs", StringMethods::expandTabs),
                    entry("isalnum", asking(c -> Letters.all(c, StringMethods::isWordPart))),
                    entry("isalpha", asking(c -> Letters.all(c, Character::isLetter))),
                    entry("isascii", asking(c -> c.chars().allMatch(one -> one < 0x80))),
                    entry("isdecimal", asking(c -> Letters.all(c, Character::isDigit))),
                    entry("isdigit", asking(c -> Letters.all(c, Letters::isDigit))),
                    entry("isnumeric", asking(c -> Letters.all(c, Letters::isNumeric))),
                    entry("isspace", asking(c -> Letters.all(c, Whitespace::is))),
                    entry("istitle", asking(Letters::isTitled)),
                    entry("islower", asking(c -> Letters.allCased(c, false))),
                    entry("isupper", asking(c -> Letters.allCased(c, true))));

    private StringMethods() {}

    /** A method bound to a string. A marked string's methods give marked strings. */
    static Optional<Value> find(final Str self, final String name) {
        return Optional.ofNullable(METHODS.get(name))
                .map(
                        method ->
                                Function.method(
                                        name,
                                        (rendering, arguments) ->
                                                call(method, rendering, self, arguments)));
    }

    private static Value call(
            final Method method,
            final Rendering rendering,
            final Str self,
            final Arguments arguments) {
        rendering.budget().work(self.text().length());
        final Value result = method.call(rendering, self.text(), arguments);
        return self.markup() && result instanceof Str str ? new Str(str.text(), true) : result;
    }

    private static Method mapping(final String name, final UnaryOperator<Text> mapping) {
        return (rendering, self, arguments) -> {
            arguments.bind("str." + name, 0);
            rendering.budget().allocate(self.length());
            return rendering.made(mapping.apply(self));
        };
    }

    private static Method asking(final Predicate<String> question) {
        return (rendering, self, arguments) -> {
            arguments.bind("str method", 0);
            return Bool.of(question.test(self.chars()));
        };
    }

    private static boolean isWordPart(final int c) {
        return Character.isLetter(c) || Letters.isNumeric(c);
    }

    private static Value strip(
            final Text self,
            final Arguments arguments,
            final String name,
            final boolean left,
            final boolean right) {
        final Arguments.Bound bound = arguments.bind(name, 0, "/chars");
        if (!bound.isSet(0)) {
            return new Str(Strings.strip(self, null, left, right));
        }
        if (!(bound.get(0) instanceof Str chars)) {
            throw TemplateError.type(name + " arg must be None or str");
        }
        return new Str(Strings.strip(self, chars.chars(), left, right));
    }

    private static Value split(
            final Rendering rendering,
            final Text self,
            final Arguments arguments,
            final boolean right) {
        final Arguments.Bound bound =
                arguments.bind(right ? "rsplit" : "split", 0, "sep", "maxsplit");
        final int most = bound.has(1) ? Numbers.index(bound.get(1)) : -1;
        rendering.budget().allocate(self.length());
        if (!bound.isSet(0)) {
            return list(
                    rendering,
                    right ? Splitting.wordsRight(self, most) : Splitting.words(self, most));
        }
        if (!(bound.get(0) instanceof Str separator)) {
            throw TemplateError.type("must be str or None, not " + Types.name(bound.get(0)));
        }
        if (separator.text().isEmpty()) {
            throw TemplateError.value("empty separator");
        }
        return list(
                rendering,
                right
                        ? Splitting.splitRight(self, separator.chars(), most)
                        : Splitting.split(self, separator.chars(), most));
    }

    private static Seq list(final Rendering rendering, final List<Text> parts) {
        rendering.budget().values(0, parts.size());
        return Seq.list(parts.stream().<Value>map(Str::new).toList());
    }

    private static Value lines(
            final Rendering rendering, final Text self, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("splitlines", 0, "keepends");
        rendering.budget().allocate(self.length());
        return list(rendering, Strings.lines(self, bound.flag(0)));
    }

    private static Value partition(final Text self, final Arguments arguments, final String name) {
        final Str separator = string(arguments.bind(name, 1, "/sep").get(0), "must be str, not ");
        if (separator.text().isEmpty()) {
            throw TemplateError.value("empty separator");
        }
        return Seq.tuple(
                Splitting.partition(self, separator.chars(), name.startsWith("r")).stream()
                        .map(Str::new)
                        .toArray(Value[]::new));
    }

    static Str string(final Value value, final String complaint) {
        if (value instanceof Str str) {
            return str;
        }
        throw TemplateError.type(complaint + Types.name(value));
    }

    private static Value join(
            final Rendering rendering, final Text self, final Arguments arguments) {
        final Value iterable = arguments.bind("join", 1, "/iterable").get(0);
        if (!Iteration.isIterable(iterable)) {
            throw TemplateError.type("can only join an iterable");
        }
        final TextBuilder builder = new TextBuilder();
        final Iterator<Value> values = Iteration.over(rendering, iterable);
        for (int index = 0; values.hasNext(); index++) {
            final Value value = values.next();
            if (!(value instanceof final Str str)) {
                throw TemplateError.type(
                        "sequence item %d: expected str instance, %s found"
                                .formatted(index, Types.name(value)));
            }
            if (index > 0) {
                rendering.append(builder, self);
            }
            rendering.append(builder, str.text());
        }
        return new Str(builder.toText());
    }

    private static Value replace(
            final Rendering rendering, final Text self, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("replace", 2, "/old", "/new", "count");
        final Str old = string(bound.get(0), "replace() argument 1 must be str, not ");
        final Str replacement = string(bound.get(1), "replace() argument 2 must be str, not ");
        final int most = bound.has(2) ? Numbers.index(bound.get(2)) : -1;
        return new Str(Strings.replace(rendering, self, old.text(), replacement.text(), most));
    }

    private static Value without(final Text self, final Arguments arguments, final String name) {
        final Str edge =
                string(
                        arguments.bind(name, 1, "/edge").get(0),
                        name + "() argument must be str, not ");
        final int length = edge.text().length();
        if (name.equals("removeprefix")) {
            final boolean there = self.chars().startsWith(edge.chars());
            return new Str(there ? self.slice(length, self.length()) : self);
        }
        final boolean there = self.chars().endsWith(edge.chars());
        return new Str(there ? self.slice(0, self.length() - length) : self);
    }

    private static Value pad(
            final Rendering rendering,
            final Text self,
            final Arguments arguments,
            final String name,
            final Strings.Side side) {
        final Arguments.Bound bound = arguments.bind(name, 1, "/width", "/fillchar");
        final Str fill =
                string(
                        bound.get(1, Str.own(" ")),
                        "The fill character must be a unicode character, not ");
        if (Strings.count(fill.chars()) != 1) {
            throw TemplateError.type("The fill character must be exactly one character long");
        }
        return new Str(
                Strings.padded(rendering, self, Numbers.index(bound.get(0)), fill.text(), side));
    }

    private static Value zeroFill(
            final Rendering rendering, final Text self, final Arguments arguments) {
        final int width = Numbers.index(arguments.bind("zfill", 1, "/width").get(0));
        final boolean signed = self.chars().startsWith("-") || self.chars().startsWith("+");
        final int sign = signed ? 1 : 0;
        final Text digits =
                Strings.padded(
                        rendering,
                        self.slice(sign, self.length()),
                        width - sign,
                        Text.text("0"),
                        Strings.Side.LEFT);
        return new Str(self.slice(0, sign).concat(digits));
    }

    private static Value expandTabs(
            final Rendering rendering, final Text self, final Arguments arguments) {
        final int size = arguments.bind("expandtabs", 0, "tabsize").integer(0, 8);
        final TextBuilder builder = new TextBuilder();
        int column = 0;
        for (int at = 0; at < self.length(); at++) {
            final char c = self.chars().charAt(at);
            if (c == '\t') {
                final int width = size > 0 ? size - column % size : 0;
                rendering.append(builder, Strings.repeated(rendering, Text.text(" "), width));
                column += width;
            } else {
                rendering.append(builder, self.slice(at, at + 1));
                column =
                        c == '\n' || c == '\r' ? 0 : column + (Character.isLowSurrogate(c) ? 0 : 1);
            }
        }
        return new Str(builder.toText());
    }
}
