package io.vesalius.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.RandomText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Each hand-written scanner cuts where the regular expressions of its name do. */
final class SplittingRulesTest {
    private static final String CONTRACTIONS = "(?iu:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String SPACE = "|\\s+(?!\\S)|\\s+";
    private static final String LINES = "|\\s*[\\r\\n]+" + SPACE;
    private static final String GPT_2 =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+" + SPACE;
    private static final String ASCII_MARKS = "$+<=>^~|";
    private static final String BLOOM =
            " ?[^(\\s|.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C)]+";
    private static final String IDEOGRAPHS = "[\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF]+";

    private static final Map<String, List<String>> RULES =
            Map.ofEntries(
                    rule("gpt-2", GPT_2),
                    rule("jais", GPT_2),
                    rule("phi-2", GPT_2),
                    rule("mpt", GPT_2),
                    rule("olmo", GPT_2),
                    rule("starcoder", "\\p{N}", GPT_2),
                    rule("refact", "\\p{N}", GPT_2),
                    rule("smollm", "\\p{N}", GPT_2),
                    rule("codeshell", "\\p{N}", GPT_2),
                    rule("exaone", "\\p{N}", GPT_2),
                    rule("minerva-7b", "\\p{N}", GPT_2),
                    rule("command-r", "\\p{N}", GPT_2),
                    rule("falcon", "[\\p{P}`" + ASCII_MARKS + "]+", GPT_2, "[0-9][0-9][0-9]"),
                    rule(
                            "default",
                            "[\\p{P}" + ASCII_MARKS + "]+",
                            GPT_2,
                            "\\p{N}+",
                            "[0-9][0-9][0-9]"),
                    rule("superbpe", "\\p{N}+", "(?=(\\d{3})+(?!\\d))"),
                    rule("llama-bpe", modern("{1,3}")),
                    rule("dbrx", modern("{1,3}")),
                    rule("smaug-bpe", modern("{1,3}")),
                    rule("chatglm-bpe", modern("{1,3}")),
                    rule("qwen2", modern("")),
                    rule("stablelm2", modern("")),
                    rule(
                            "qwen35",
                            CONTRACTIONS
                                    + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
                                    + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*"
                                    + LINES),
                    rule("gpt-4o", cased(CONTRACTIONS + "?", "{1,3}")),
                    rule("llama4", cased(CONTRACTIONS + "?", "{1,3}")),
                    rule("tekken", cased("", "")),
                    rule(
                            "deepseek-coder",
                            "[\\r\\n]",
                            "\\s?\\p{L}+",
                            "\\s?\\p{P}+",
                            IDEOGRAPHS,
                            "\\p{N}"),
                    rule(
                            "deepseek-v3",
                            "\\p{N}{1,3}",
                            "[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+",
                            "[!-/:-@\\[-`{-~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
                                    + "| ?[\\p{P}\\p{S}]+[\\r\\n]*"
                                    + LINES),
                    rule("bloom", BLOOM),
                    rule("poro-chat", BLOOM),
                    rule("viking", BLOOM, "\\p{N}"));

    private static Map.Entry<String, List<String>> rule(
            final String name, final String... expressions) {
        return Map.entry(name, List.of(expressions));
    }

    private static String modern(final String digits) {
        return CONTRACTIONS
                + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
                + digits
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                + LINES;
    }

    private static String cased(final String contraction, final String digits) {
        final String upper = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
        final String lower = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
        final String prefix = "[^\\r\\n\\p{L}\\p{N}]?";
        return prefix
                + upper
                + "*"
                + lower
                + "+"
                + contraction
                + "|"
                + prefix
                + upper
                + "+"
                + lower
                + "*"
                + contraction
                + "|\\p{N}"
                + digits
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*"
                + LINES;
    }

    static Stream<String> names() {
        return RULES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_scanner_cuts_where_its_regular_expressions_do(final String name) {
        final PreTokenizer scanner = Scheme.of(name).splits();
        final List<Pattern> patterns =
                RULES.get(name).stream()
                        .map(rule -> Pattern.compile(rule, Pattern.UNICODE_CHARACTER_CLASS))
                        .toList();
        for (int seed = 0; seed < 2000; seed++) {
            final String text = new RandomText(seed).next(16);
            assertThat(scanned(scanner, text))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(matched(patterns, text));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    @ValueSource(strings = "deepseek-llm")
    void a_vocabulary_of_this_name_is_accepted(final String name) {
        final Tokenizer tokenizer = TestVocabulary.byteLevel(name).tokenizer();
        assertThat(tokenizer.decode(tokenizer.encode("It's 1234 tests\n\n")))
                .isEqualTo("It's 1234 tests\n\n");
    }

    /** Its marks are written `:-~`, which takes the ASCII letters out of words again. */
    @Test
    void deepseek_llm_parts_cased_letters_marks_and_digits() {
        assertThat(scanned(Scheme.of("deepseek-llm").splits(), "Zo\u00EB's 42\u4E2D\u6587!?\n  "))
                .containsExactly(
                        "Zo", "\u00EB", "'", "s", " ", "4", "2", "\u4E2D\u6587", "!?", "\n", "  ");
    }

    private static List<String> scanned(final PreTokenizer scanner, final String text) {
        final CodePoints points = CodePoints.of(text);
        final List<String> pieces = new ArrayList<>();
        scanner.split(
                points, (from, to) -> pieces.add(new String(points.chars(), from, to - from)));
        return pieces;
    }

    private static List<String> matched(final List<Pattern> patterns, final String text) {
        List<String> pieces = text.isEmpty() ? List.of() : List.of(text);
        for (final Pattern pattern : patterns) {
            final List<String> smaller = new ArrayList<>();
            pieces.forEach(piece -> cut(pattern, piece, smaller));
            pieces = smaller;
        }
        return pieces;
    }

    private static void cut(final Pattern pattern, final String piece, final List<String> into) {
        final Matcher matcher = pattern.matcher(piece);
        int gap = 0;
        while (matcher.find()) {
            if (matcher.start() > gap) {
                into.add(piece.substring(gap, matcher.start()));
            }
            if (matcher.end() > matcher.start()) {
                into.add(matcher.group());
            }
            gap = matcher.end();
        }
        if (gap < piece.length()) {
            into.add(piece.substring(gap));
        }
    }
}
