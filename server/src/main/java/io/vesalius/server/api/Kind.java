package io.vesalius.server.api;

import io.vesalius.server.http.ApiError;
import io.vesalius.server.http.Shown;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Set;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** What values a parameter takes, as far as it can be said without a model. */
sealed interface Kind {
    /** True or false. */
    record Flag() implements Kind {}

    /** A whole number. */
    record Whole(long from, long to) implements Kind {}

    /** A number. */
    record Real(double from, double to) implements Kind {}

    /** A text of at most so many UTF-16 units. */
    record Text(int longest) implements Kind {}

    /** One of some words. */
    record Word(Set<String> allowed) implements Kind {}

    /** An array. */
    record Items(Kind each, int fewest, int most) implements Kind {
        private void checkEach(final String path, final JsonNode array) {
            if (array.size() < fewest || array.size() > most) {
                throw ApiError.invalid(
                        path,
                        "%s has %d elements: allowed: %s"
                                .formatted(path, array.size(), count(fewest, most)));
            }
            for (int i = 0; i < array.size(); i++) {
                if (!each.isSimple() || !each.takes(array.get(i))) { // most are right: no path
                    each.check("%s[%d]".formatted(path, i), array.get(i));
                }
            }
        }
    }

    /** An object whose members may have any name. */
    record Named(Kind each, int most) implements Kind {
        private void checkEach(final String path, final JsonNode object) {
            if (object.size() > most) {
                throw ApiError.invalid(
                        path,
                        "%s has %d members: allowed: at most %d"
                                .formatted(path, object.size(), most));
            }
            object.properties()
                    .forEach(
                            member ->
                                    each.check(
                                            path + "." + Shown.line(member.getKey()),
                                            member.getValue()));
        }
    }

    /** An object of these members. */
    record Members(List<Parameter> parameters) implements Kind {}

    /** What one of these takes. */
    record Either(List<Kind> kinds) implements Kind {
        /** Of the kinds that take a value, one that takes its first element has the word on it. */
        private void checkAny(final String path, final JsonNode value) {
            final List<Kind> taking = kinds.stream().filter(kind -> kind.takes(value)).toList();
            if (taking.isEmpty()) {
                throw ApiError.invalid(
                        path, "%s is %s: allowed: %s".formatted(path, found(value), words()));
            }
            taking.stream()
                    .filter(kind -> kind.takesFirst(value))
                    .findFirst()
                    .orElse(taking.getLast())
                    .check(path, value);
        }
    }

    /** Null, in answers; in requests it is the same as absence. */
    record Nothing() implements Kind {}

    /** Anything. */
    record Anything() implements Kind {}

    static Kind whole(final long from, final long to) {
        return new Whole(from, to);
    }

    static Kind real(final double from, final double to) {
        return new Real(from, to);
    }

    static Kind text(final int longest) {
        return new Text(longest);
    }

    static Kind word(final String... words) {
        return new Word(Set.of(words));
    }

    static Kind items(final Kind each, final int fewest, final int most) {
        return new Items(each, fewest, most);
    }

    static Kind either(final Kind... kinds) {
        return new Either(List.of(kinds));
    }

    static Kind members(final Parameter... parameters) {
        return new Members(List.of(parameters));
    }

    /**
     * Checks a value.
     *
     * @param path where it is: `messages[0].role`
     * @throws ApiError that names the path, what was found and what is allowed
     */
    default void check(final String path, final JsonNode value) {
        switch (this) {
            case Members members -> MemberCheck.check(members.parameters(), path, value);
            case Items items when value.isArray() -> items.checkEach(path, value);
            case Named named when value.isObject() -> named.checkEach(path, value);
            case Either either -> either.checkAny(path, value);
            default -> {
                if (!takes(value)) {
                    throw ApiError.invalid(
                            path, "%s is %s: allowed: %s".formatted(path, found(value), words()));
                }
            }
        }
    }

    private boolean takesFirst(final JsonNode value) {
        return !(this instanceof Items items) || !value.isEmpty() && items.each.takes(value.get(0));
    }

    /** Whether a value of this kind holds no others. */
    private boolean isSimple() {
        return switch (this) {
            case Items items -> false;
            case Named named -> false;
            case Members members -> false;
            case Either either -> false;
            default -> true;
        };
    }

    /** Whether the value itself is of this kind; what it holds is not looked at. */
    private boolean takes(final JsonNode value) {
        return switch (this) {
            case Flag flag -> value.isBoolean();
            case Nothing nothing -> value.isNull();
            case Whole(long from, long to) ->
                    value.isIntegralNumber()
                            && value.canConvertToLong()
                            && value.longValue() >= from
                            && value.longValue() <= to;
            case Real(double from, double to) ->
                    value.isNumber() && value.doubleValue() >= from && value.doubleValue() <= to;
            case Text(int longest) -> value.isString() && value.stringValue().length() <= longest;
            case Word(Set<String> words) -> value.isString() && words.contains(value.stringValue());
            case Items items -> value.isArray();
            case Named named -> value.isObject();
            case Members members -> value.isObject();
            case Either(List<Kind> kinds) -> kinds.stream().anyMatch(kind -> kind.takes(value));
            case Anything anything -> true;
        };
    }

    /** Allowed values, for people. */
    default String words() {
        return switch (this) {
            case Flag flag -> "true or false";
            case Nothing nothing -> "null";
            case Whole(long from, long to) -> "a whole number " + range(from, to);
            case Real(double from, double to) ->
                    "a number from %s to %s".formatted(plain(from), plain(to));
            case Text(int longest) when longest == Integer.MAX_VALUE -> "a text";
            case Text(int longest) -> "a text of at most %d characters".formatted(longest);
            case Word(Set<String> words) ->
                    words.stream().sorted().map(w -> '"' + w + '"').collect(joining());
            case Items(Kind each, int fewest, int most) ->
                    "an array of %s elements, each %s".formatted(count(fewest, most), each.words());
            case Named(Kind each, int most) ->
                    "an object of at most %d members, each %s".formatted(most, each.words());
            case Members members -> "an object";
            case Either(List<Kind> kinds) -> kinds.stream().map(Kind::words).collect(joining());
            case Anything anything -> "anything";
        };
    }

    private static Collector<CharSequence, ?, String> joining() {
        return Collectors.joining(", or ");
    }

    private static String range(final long from, final long to) {
        final boolean unbounded = to >= Integer.MAX_VALUE;
        if (unbounded && from == Long.MIN_VALUE) {
            return "of 64 bits";
        }
        return unbounded ? "from " + from : "from %d to %d".formatted(from, to);
    }

    private static String count(final int fewest, final int most) {
        return most == Integer.MAX_VALUE ? fewest + " or more" : "%d to %d".formatted(fewest, most);
    }

    private static String plain(final double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String found(final JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> {
                final String text = value.stringValue();
                yield text.length() <= 40
                        ? '"' + Shown.line(text) + '"'
                        : "a text of %d characters".formatted(text.length());
            }
            case NUMBER, BOOLEAN -> Shown.line(value.asString());
            case ARRAY -> "an array of %d elements".formatted(value.size());
            case OBJECT -> "an object";
            default -> "null";
        };
    }
}
