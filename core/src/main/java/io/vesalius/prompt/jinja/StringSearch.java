package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Int;
import io.vesalius.prompt.jinja.Value.Seq;

import java.util.List;

/** The methods of strings that look for others in them; start and end may narrow where. */
final class StringSearch {
    private StringSearch() {}

    /** startswith, endswith: of one string, or any of a tuple. */
    static Value edge(final Text self, final Arguments arguments, final String name) {
        final Arguments.Bound bound = arguments.bind(name, 1, "/prefix", "/start", "/end");
        final Window window = Window.of(self.chars(), bound, 1);
        final Value wanted = bound.get(0);
        final boolean several = wanted instanceof Seq seq && !seq.isList();
        final List<Value> edges = several ? ((Seq) wanted).items() : List.of(wanted);
        for (final Value edge : edges) {
            final String complaint =
                    several
                            ? "tuple for " + name + " must only contain str, not "
                            : name + " first arg must be str or a tuple of str, not ";
            final String chars = StringMethods.string(edge, complaint).chars();
            final int at = name.equals("endswith") ? window.to() - chars.length() : window.from();
            if (at >= window.from()
                    && at + chars.length() <= window.to()
                    && self.chars().startsWith(chars, at)) {
                return Value.TRUE;
            }
        }
        return Value.FALSE;
    }

    /** find, index and their mirror images: a code point's index. */
    static Value find(final Text self, final Arguments arguments, final String name) {
        final Arguments.Bound bound = arguments.bind(name, 1, "/sub", "/start", "/end");
        final String part = StringMethods.string(bound.get(0), "must be str, not ").chars();
        final Window window = Window.of(self.chars(), bound, 1);
        final int at;
        if (window.from() > window.to() - part.length()) {
            at = -1;
        } else if (name.startsWith("r")) {
            final int last = self.chars().lastIndexOf(part, window.to() - part.length());
            at = last < window.from() ? -1 : last;
        } else {
            final int first = self.chars().indexOf(part, window.from());
            at = first + part.length() > window.to() ? -1 : first;
        }
        if (at < 0 && name.endsWith("index")) {
            throw TemplateError.value("substring not found");
        }
        return Int.of(at < 0 ? -1 : self.chars().codePointCount(0, at));
    }

    /** How often a part occurs, without overlap. */
    static Value count(final Rendering rendering, final Text self, final Arguments arguments) {
        final Arguments.Bound bound = arguments.bind("count", 1, "/sub", "/start", "/end");
        final String part = StringMethods.string(bound.get(0), "must be str, not ").chars();
        final Window window = Window.of(self.chars(), bound, 1);
        return Int.of(Strings.occurrences(self.chars(), part, window.from(), window.to()));
    }

    /** The part of a string that start and end leave, as offsets. */
    private record Window(int from, int to) {
        static Window of(final String chars, final Arguments.Bound bound, final int first) {
            final int length = Strings.count(chars);
            final int start = clamped(bound.integer(first, 0), length);
            final int end = clamped(bound.integer(first + 1, length), length);
            return start > length
                    ? new Window(chars.length() + 1, chars.length())
                    : new Window(
                            Strings.offset(chars, start),
                            Strings.offset(chars, Math.min(end, length)));
        }

        private static int clamped(final int index, final int length) {
            return index < 0 ? Math.max(0, index + length) : index;
        }
    }
}
