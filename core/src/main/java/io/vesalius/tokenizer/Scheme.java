package io.vesalius.tokenizer;

import io.vesalius.base.UnsupportedException;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a name of `tokenizer.ggml.pre` means for a byte-level vocabulary. The files name only a
 * pre-tokeniser; the normaliser, and whether pieces that are tokens are taken whole, belong to the
 * name because the model was trained with them (its own tokenizer.json; where llama.cpp differs,
 * training decides).
 *
 * @param composes whether text is first put in Unicode's form C
 * @param wholePieces whether a piece that is a token is taken without merging
 * @param addsBos whether BOS comes first where the file is silent
 */
record Scheme(PreTokenizer splits, boolean composes, boolean wholePieces, boolean addsBos) {
    private static final CharSet NUMBER = CharSet.of(CharType.NUMBER);
    private static final Map<String, Scheme> BY_NAME = byName();

    private static Scheme plain(final Split... splits) {
        return new Scheme(new PreTokenizer(splits), false, false, false);
    }

    private Scheme composed() {
        return new Scheme(splits, true, wholePieces, addsBos);
    }

    private Scheme whole() {
        return new Scheme(splits, composes, true, addsBos);
    }

    private Scheme opening() {
        return new Scheme(splits, composes, wholePieces, true);
    }

    /**
     * @throws UnsupportedException for an unknown name, listing the known
     */
    static Scheme of(final String name) {
        final Scheme scheme = BY_NAME.get(name);
        if (scheme == null) {
            throw new UnsupportedException(
                    "tokenizer.ggml.pre is '%s', whose rules aren't known here: the known are %s"
                            .formatted(Words.quote(name), String.join(", ", BY_NAME.keySet())));
        }
        return scheme;
    }

    private static Split isolated(final Split.Matcher matcher) {
        return new Split.Isolated(matcher);
    }

    private static Map<String, Scheme> byName() {
        final Map<String, Scheme> schemes = new TreeMap<>();
        addGpt2Like(schemes);
        addDigitwise(schemes);
        addModern(schemes);
        addCased(schemes);
        addDeepSeek(schemes);
        addBloomLike(schemes);
        return schemes;
    }

    private static void put(
            final Map<String, Scheme> schemes, final Scheme scheme, final String... names) {
        for (final String name : names) {
            schemes.put(name, scheme);
        }
    }

    private static void addGpt2Like(final Map<String, Scheme> schemes) {
        final Split words = isolated(new Gpt2Words());
        put(
                schemes,
                plain(words),
                "gpt-2",
                "gpt2",
                "phi-2",
                "jais",
                "jina-es",
                "jina-de",
                "jina-v2-es",
                "jina-v2-de",
                "jina-v1-en",
                "jina-v2-code",
                "roberta-bpe",
                "gigachat",
                "mellum",
                "exaone4",
                "trillion",
                "granite-docling");
        put(schemes, plain(words).composed(), "mpt", "olmo", "modern-bert"); // GPT-NeoX's
        final CharSet marks = CharSet.of(CharType.PUNCTUATION).or(oneOf("$+<=>^~|"));
        final Split threes = isolated(Matchers.threeDigits());
        put(schemes, plain(isolated(Matchers.run(marks.or(oneOf("`")))), words, threes), "falcon");
        put(
                schemes,
                plain(isolated(Matchers.run(marks)), words, isolated(Matchers.run(NUMBER)), threes),
                "default");
        put(schemes, plain(isolated(Matchers.run(NUMBER)), new Split.Thousands()), "superbpe");
    }

    private static void addDigitwise(final Map<String, Scheme> schemes) {
        final Scheme digitwise =
                plain(isolated(Matchers.single(NUMBER)), isolated(new Gpt2Words()));
        put(
                schemes,
                digitwise,
                "starcoder",
                "refact",
                "smollm",
                "codeshell",
                "exaone",
                "minerva-7b",
                "mellum2");
        put(schemes, digitwise.composed(), "command-r");
    }

    private static void addModern(final Map<String, Scheme> schemes) {
        final Scheme threes = plain(isolated(ModernWords.ofDigits(3)));
        put(schemes, threes, "dbrx", "smaug-bpe", "chatglm-bpe", "glm4");
        put(
                schemes,
                threes.whole().opening(),
                "llama-bpe",
                "llama3",
                "llama-v3",
                "falcon3",
                "falcon-h1",
                "pixtral",
                "midm-2.0",
                "lfm2",
                "jina-v5-nano");
        final Scheme ones = plain(isolated(ModernWords.ofDigits(1)));
        put(schemes, ones, "bailingmoe", "bailingmoe2", "llada-moe", "grok-2", "solar-open");
        put(
                schemes,
                ones.composed(),
                "qwen2",
                "deepseek-r1-qwen",
                "megrez",
                "kormo",
                "f2llmv2",
                "stablelm2",
                "hunyuan");
        put(schemes, plain(isolated(ModernWords.withMarks())).composed(), "qwen35");
        put(schemes, plain(isolated(ModernWords.ofDigits(1).withoutContractions())), "ufakzeka");
    }

    private static void addCased(final Map<String, Scheme> schemes) {
        put(
                schemes,
                plain(isolated(new CasedWords(true, 3))),
                "gpt-4o",
                "llama4",
                "kanana2",
                "talkie",
                "minimax-m2");
        put(schemes, plain(isolated(new CasedWords(false, 1))).whole().opening(), "tekken");
    }

    private static void addDeepSeek(final Map<String, Scheme> schemes) {
        final Split lines = isolated(Matchers.single(oneOf("\r\n")));
        final Split ideographs =
                isolated(Matchers.run(CharSet.ranges("\u0800\u4E00\u4E00\u9FA5\uAC00\uD7FF")));
        final Split digits = isolated(Matchers.single(NUMBER));
        put(
                schemes,
                plain(
                        lines,
                        isolated(Matchers.afterSpace(CharSet.of(CharType.LETTER))),
                        isolated(Matchers.afterSpace(CharSet.of(CharType.PUNCTUATION))),
                        ideographs,
                        digits),
                "deepseek-coder");
        put(
                schemes,
                plain(
                        lines,
                        isolated(Matchers.afterSpace(CasedLetters.SET)),
                        isolated(
                                Matchers.afterSpace(
                                        CharSet.ranges(
                                                "!/:~\u2018\u201F\u3000\u3002\uFF01\uFF0F\uFF1A\uFF5E"))),
                        isolated(Matchers.trailingSpace()),
                        ideographs,
                        digits),
                "deepseek-llm");
        put(
                schemes,
                plain(
                        isolated(Matchers.upTo(3, NUMBER)),
                        isolated(
                                Matchers.run(
                                        CharSet.ranges("\u3040\u309F\u30A0\u30FF\u4E00\u9FA5"))),
                        isolated(ModernWords.ofDeepSeekV3())),
                "deepseek-v3",
                "hunyuan-dense",
                "joyai-llm",
                "hy_v4");
    }

    private static void addBloomLike(final Map<String, Scheme> schemes) {
        final CharSet stops = oneOf("(|.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C)");
        final Split words =
                isolated(Matchers.afterBlank(CharSet.of(CharType.SPACE).or(stops).not()));
        put(schemes, plain(words), "bloom", "poro-chat", "gpt3-finnish");
        put(schemes, plain(words, isolated(Matchers.single(NUMBER))), "viking");
    }

    private static CharSet oneOf(final String characters) {
        return (codePoint, type) -> characters.indexOf(codePoint) >= 0;
    }
}
