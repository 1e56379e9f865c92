package io.vesalius.cli;

import io.vesalius.tokenizer.TextStats;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * What texts that say the same cost in a vocabulary, beside the one that they are compared with:
 * the memory of keys and values grows with the length in tokens, the work of attention with its
 * square.
 *
 * @param baseline the place of the text that others are compared with
 */
record TokenTax(List<Text> texts, int baseline) {
    private static final List<String> ENGLISH = List.of("eng", "en", "english");

    /**
     * One text.
     *
     * @param name its file's, without folders and ending
     * @param kvBytes memory of its keys and values; empty where the model's shape isn't known
     */
    record Text(String name, TextStats stats, OptionalLong kvBytes) {}

    /** What may be taken as a token. */
    enum Unit {
        TOKENS(TextStats::tokens),
        WORDS(TextStats::words),
        CHARACTERS(TextStats::characters),
        BYTES(TextStats::bytes);

        private final ToLongFunction<TextStats> length;

        Unit(final ToLongFunction<TextStats> length) {
            this.length = length;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The place of English among some names, else 0. */
    static int english(final List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (ENGLISH.contains(names.get(i).toLowerCase(Locale.ROOT))) {
                return i;
            }
        }
        return 0;
    }

    /** How many times as long a text is as the baseline; not finite where that has no length. */
    double length(final Text text, final Unit unit) {
        return ratio(
                unit.length.applyAsLong(text.stats()),
                unit.length.applyAsLong(texts.get(baseline).stats()));
    }

    private static double ratio(final long count, final long of) {
        return (double) count / of;
    }

    /** A text's numbers as a line of JSON. */
    Json.Members members(final Text text) {
        final TextStats stats = text.stats();
        final Json.Members members =
                Json.object()
                        .put("text", text.name())
                        .put("words", stats.words())
                        .put("characters", stats.characters())
                        .put("bytes", stats.bytes())
                        .put("tokens", stats.tokens())
                        .put("tokens_per_word", rounded(ratio(stats.tokens(), stats.words())))
                        .put(
                                "tokens_per_character",
                                rounded(ratio(stats.tokens(), stats.characters())))
                        .put("tokens_per_byte", rounded(ratio(stats.tokens(), stats.bytes())))
                        .put("kv_bytes", known(text.kvBytes()))
                        .put("baseline", texts.get(baseline).name());
        for (final Unit unit : Unit.values()) {
            final double length = length(text, unit);
            members.put(
                    "as_" + unit.label(),
                    Json.object()
                            .put("kv_memory", rounded(length))
                            .put("attention", rounded(length * length)));
        }
        return members;
    }

    private static @Nullable Long known(final OptionalLong bytes) {
        return bytes.isPresent() ? bytes.getAsLong() : null;
    }

    private static double rounded(final double value) {
        return Json.rounded(value, 4);
    }

    /** All as two tables for people. */
    void write(final Output out) {
        final int width =
                Math.max(4, texts.stream().mapToInt(t -> t.name().length()).max().orElse(0));
        counts(out, width);
        out.line("");
        tax(out, width);
        out.line("");
        out.line("A word is what lies between white space, a character a code point of Unicode.");
    }

    private void counts(final Output out, final int width) {
        final boolean shaped = texts.stream().anyMatch(text -> text.kvBytes().isPresent());
        out.line(
                left("", width)
                        + "                                           tokens a"
                        + (shaped ? "                        KV" : ""));
        out.line(
                left("text", width)
                        + "     words  characters     bytes    tokens    word  character    byte"
                        + (shaped ? "       memory" : ""));
        for (final Text text : texts) {
            final TextStats s = text.stats();
            out.line(
                    left(text.name(), width)
                            + "%10d%12d%10d%10d%8s%11s%8s"
                                    .formatted(
                                            s.words(),
                                            s.characters(),
                                            s.bytes(),
                                            s.tokens(),
                                            number(ratio(s.tokens(), s.words())),
                                            number(ratio(s.tokens(), s.characters())),
                                            number(ratio(s.tokens(), s.bytes())))
                            + (text.kvBytes().isPresent() ? memory(text.kvBytes()) : ""));
        }
    }

    private static String memory(final OptionalLong bytes) {
        return "%13s".formatted(io.vesalius.base.ByteSize.text(bytes.getAsLong()));
    }

    private void tax(final Output out, final int width) {
        out.line(
                "Times as much as %s takes, of KV memory and of attention's work, where a token is"
                        .formatted(texts.get(baseline).name()));
        out.line(
                left("", width)
                        + "     a token of the model"
                        + "       a word"
                        + "        a character"
                        + "         a byte");
        out.line(left("text", width) + "        KV  attention".repeat(Unit.values().length));
        for (final Text text : texts) {
            final StringBuilder line = new StringBuilder(left(text.name(), width));
            Arrays.stream(Unit.values())
                    .mapToDouble(unit -> length(text, unit))
                    .forEach(r -> line.append("%10s%11s".formatted(number(r), number(r * r))));
            out.line(line.toString());
        }
    }

    private static String left(final String text, final int width) {
        return Printable.line(text) + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String number(final double value) {
        return Double.isFinite(value) ? "%.2f".formatted(value) : "-";
    }
}
