package io.vesalius.prompt.jinja;

import io.vesalius.prompt.jinja.Value.Range;
import io.vesalius.prompt.jinja.Value.Str;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The functions that every template has, and no other. */
public final class Globals {
    private static final long LONGEST_RANGE = 100_000; // as Jinja's sandbox

    private static final Map<String, Value> FUNCTIONS =
            Map.of(
                    "range", function("range", (r, a) -> range(a)),
                    "dict", function("dict", (r, a) -> dict(r, a)),
                    "namespace", function("namespace", (r, a) -> namespace(r, a)),
                    "cycler", function("cycler", (r, a) -> cycler(a)),
                    "joiner", function("joiner", (r, a) -> joiner(a)),
                    "raise_exception", function("raise_exception", Globals::raise),
                    "strftime_now", function("strftime_now", Globals::now));

    private Globals() {}

    /** Their names. */
    public static Set<String> names() {
        return FUNCTIONS.keySet();
    }

    static Map<String, Value> functions() {
        return FUNCTIONS;
    }

    private static Value function(final String name, final Function.Body body) {
        return Function.global(name, body);
    }

    private static Value range(final Arguments arguments) {
        final List<Value> given = arguments.positional();
        final Arguments.Bound bound = arguments.bind("range", 1, "/start", "/stop", "/step");
        final long start = given.size() > 1 ? bound(bound.get(0)) : 0;
        final long stop = bound(bound.get(given.size() > 1 ? 1 : 0));
        final long step = given.size() > 2 ? bound(bound.get(2)) : 1;
        if (step == 0) {
            throw TemplateError.value("range() arg 3 must not be zero");
        }
        final Range range = new Range(start, stop, step);
        if (range.count() > LONGEST_RANGE) {
            throw Numbers.overflow(
                    "Range too big. The sandbox blocks ranges larger than MAX_RANGE (%d)."
                            .formatted(LONGEST_RANGE));
        }
        return range;
    }

    private static long bound(final Value value) {
        return Numbers.index(value);
    }

    private static Value dict(final Rendering rendering, final Arguments arguments) {
        return pairs(rendering, arguments, "dict");
    }

    /** A dict of the pairs of a mapping or of an iterable of pairs, and of the named arguments. */
    private static Dict pairs(
            final Rendering rendering, final Arguments arguments, final String name) {
        if (arguments.positional().size() > 1) {
            throw TemplateError.type(
                    "%s expected at most 1 argument, got %d"
                            .formatted(name, arguments.positional().size()));
        }
        final Dict.Builder dict = new Dict.Builder();
        for (final Value source : arguments.positional()) {
            if (source instanceof Dict other) {
                rendering.budget().values(0, 2L * other.size());
                dict.putAll(other);
            } else if (source instanceof Undefined undefined) {
                throw undefined.error();
            } else {
                Iteration.over(rendering, source)
                        .forEachRemaining(pair -> putPair(rendering, dict, pair));
            }
        }
        arguments.named().forEach(dict::put);
        return dict.build();
    }

    private static void putPair(
            final Rendering rendering, final Dict.Builder dict, final Value pair) {
        if (!Iteration.isIterable(pair)) {
            throw TemplateError.type("cannot convert dictionary update sequence to a sequence");
        }
        final List<Value> two = Iteration.all(rendering, pair);
        if (two.size() != 2) {
            throw TemplateError.value(
                    "dictionary update sequence element has length %d; 2 is required"
                            .formatted(two.size()));
        }
        dict.put(two.get(0), two.get(1));
    }

    private static Value namespace(final Rendering rendering, final Arguments arguments) {
        final Namespace namespace = new Namespace();
        for (final Dict.Entry entry : pairs(rendering, arguments, "dict").entries()) {
            if (entry.key() instanceof Str name) {
                namespace.set(name.chars(), entry.value());
            }
        }
        return namespace;
    }

    private static Value cycler(final Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            throw TemplateError.type("at least one item has to be provided");
        }
        return new Cycler(arguments.positional());
    }

    private static Value joiner(final Arguments arguments) {
        final Value separator = arguments.bind("joiner", 0, "sep").get(0, Str.own(", "));
        final Iterator<Value> first = List.<Value>of(Str.own("")).iterator();
        return new Function(
                "Joiner", "joiner", (r, a) -> first.hasNext() ? first.next() : separator);
    }

    private static Value raise(final Rendering rendering, final Arguments arguments) {
        final Value message = arguments.bind("raise_exception", 1, "message").get(0);
        throw new TemplateError(
                TemplateError.Kind.TEMPLATE, Printing.str(rendering, message).chars());
    }

    private static Value now(final Rendering rendering, final Arguments arguments) {
        final Value format = arguments.bind("strftime_now", 1, "format").get(0);
        if (!(format instanceof final Str str)) {
            throw TemplateError.type(
                    "strftime() argument 1 must be str, not " + Types.name(format));
        }
        rendering.budget().allocate(str.text().length());
        return rendering.made(Text.text(Strftime.format(str.chars(), rendering.now())));
    }
}
