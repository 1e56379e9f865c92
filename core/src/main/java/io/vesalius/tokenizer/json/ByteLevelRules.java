package io.vesalius.tokenizer.json;

import io.vesalius.base.UnsupportedException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The name in `tokenizer.ggml.pre` of the rules that a file spells out: its normaliser, its splits,
 * and whether a piece that is a token is taken without merging.
 *
 * @param splits regular expressions, one after the other; {@link #DIGITS} and {@link #GPT_2} stand
 *     for stages of their own
 */
record ByteLevelRules(List<String> splits, boolean composes, boolean wholePieces) {
    private static final String DIGITS = "single digits";
    private static final String GPT_2 =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String ENDS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";

    private static final Map<ByteLevelRules, String> NAMES =
            Map.of(
                    rules(false, false, GPT_2), "gpt-2",
                    rules(true, false, GPT_2), "olmo",
                    rules(false, false, DIGITS, GPT_2), "starcoder",
                    rules(true, false, DIGITS, GPT_2), "command-r",
                    rules(false, true, modern("{1,3}")), "llama-bpe",
                    rules(false, false, modern("{1,3}")), "dbrx",
                    rules(false, false, modern("")), "bailingmoe",
                    rules(true, false, modern("")), "qwen2",
                    rules(false, false, cased(ENDS + "?", "{1,3}")), "gpt-4o",
                    rules(false, true, cased("", "")), "tekken");

    private static ByteLevelRules rules(
            final boolean composes, final boolean wholePieces, final String... splits) {
        return new ByteLevelRules(List.of(splits), composes, wholePieces);
    }

    private static String modern(final String digits) {
        return ENDS
                + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
                + digits
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    private static String cased(final String ending, final String digits) {
        final String prefix = "[^\\r\\n\\p{L}\\p{N}]?";
        return prefix
                + (UPPER + "*" + LOWER + "+" + ending + "|")
                + prefix
                + (UPPER + "+" + LOWER + "*" + ending + "|\\p{N}" + digits)
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    /**
     * @throws UnsupportedException for rules without a name here
     */
    static String name(final JsonPart root) {
        final ByteLevelRules found =
                new ByteLevelRules(
                        splits(root.part("pre_tokenizer")),
                        composes(root.part("normalizer")),
                        root.part("model").part("ignore_merges").flag(false));
        final String name = NAMES.get(found);
        if (name == null) {
            throw new UnsupportedException(
                    "%sno rules here are those of its pre_tokenizer%s, and ignore_merges %s: use a GGUF file of the model; known are those of %s"
                            .formatted(
                                    root.where(),
                                    found.composes() ? " with NFC" : "",
                                    found.wholePieces(),
                                    NAMES.values().stream()
                                            .sorted()
                                            .collect(Collectors.joining(", "))));
        }
        return name;
    }

    private static boolean composes(final JsonPart normalizer) {
        final List<JsonPart> stages = normalizer.stages("normalizers");
        for (final JsonPart stage : stages) {
            if (!stage.type().equals("NFC")) {
                throw stage.part("type").unsupported();
            }
        }
        return !stages.isEmpty();
    }

    private static List<String> splits(final JsonPart preTokenizer) {
        final List<String> splits = new ArrayList<>();
        for (final JsonPart stage : preTokenizer.stages("pretokenizers")) {
            switch (stage.type()) {
                case "Split" -> splits.add(pattern(stage));
                case "Digits" -> splits.add(digits(stage));
                case "ByteLevel" -> {
                    if (stage.part("add_prefix_space").flag(true)) {
                        throw stage.part("add_prefix_space").unsupported();
                    }
                    if (stage.part("use_regex").flag(true)) {
                        splits.add(GPT_2);
                    }
                }
                default -> throw stage.part("type").unsupported();
            }
        }
        return splits;
    }

    private static String digits(final JsonPart stage) {
        if (!stage.part("individual_digits").flag(false)) {
            throw stage.part("individual_digits").unsupported();
        }
        return DIGITS;
    }

    /** A pattern whose matches, and what lies between them, are pieces. */
    private static String pattern(final JsonPart stage) {
        final String behavior = stage.part("behavior").string();
        final boolean inverted = stage.part("invert").flag(false);
        if (!behavior.equals("Isolated") && !(behavior.equals("Removed") && inverted)) {
            throw stage.part("behavior").unsupported();
        }
        return stage.part("pattern").part("Regex").string();
    }
}
