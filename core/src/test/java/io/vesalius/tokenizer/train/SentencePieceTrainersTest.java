package io.vesalius.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.Shared;
import io.vesalius.tokenizer.TokenKind;
import io.vesalius.tokenizer.Tokenizer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the trainers of SentencePiece's two kinds share, and how good their pieces are. */
final class SentencePieceTrainersTest {
    private static final String TEXT =
            "the cat and the hat and the bat sat on the mat. 12 cats, 120 hats, 12 bats.\n"
                    .repeat(40);

    private static TokenizerTrainer trainer(final String name, final SentencePieceOptions options) {
        return name.equals("unigram")
                ? new UnigramTrainer().withSettings(options)
                : new SentencePieceBpeTrainer(options);
    }

    private static TrainedTokenizer train(
            final String name, final SentencePieceOptions options, final String text) {
        return trainer(name, options).train(Corpus.ofTexts(List.of(text)), TrainingOptions.of(330));
    }

    private static TrainedTokenizer train(final String name) {
        return train(name, SentencePieceOptions.USUAL, TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentencepiece-bpe", "unigram"})
    void frequent_words_become_one_piece(final String name) {
        final Tokenizer tokenizer = train(name).tokenizer();
        assertThat(tokenizer.encode("the")).hasSize(1);
        assertThat(tokenizer.piece(tokenizer.encode("the")[0])).isEqualTo(" the");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentencepiece-bpe", "unigram"})
    void pieces_stay_within_a_word_and_a_script(final String name) {
        assertThat(
                        train(
                                        name,
                                        SentencePieceOptions.USUAL,
                                        "ab1 \u043A\u043Ea. \u0645\u0646b, ".repeat(50))
                                .tokens()
                                .stream()
                                .filter(token -> token.indexOf('\u2581', 1) > 0)
                                .toList())
                .isEmpty();
        assertThat(train(name).tokens().stream().skip(259).toList())
                .noneMatch(token -> token.matches(".*[a-z][.,0-9].*|.*[.,0-9][a-z].*"))
                .contains("\u258112");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentencepiece-bpe", "unigram"})
    void no_piece_is_longer_than_allowed(final String name) {
        final SentencePieceOptions short3 = new SentencePieceOptions(1, 3, true, false);
        assertThat(train(name, short3, TEXT).tokenizer().encode("the"))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentencepiece-bpe", "unigram"})
    void the_given_tokens_come_first(final String name) {
        final TrainedTokenizer trained =
                trainer(name, SentencePieceOptions.USUAL)
                        .train(
                                Corpus.ofTexts(List.of(TEXT)),
                                TrainingOptions.of(330).withSpecialTokens("<|im_end|>", "<s>"));
        assertThat(trained.tokens())
                .startsWith("<unk>", "<s>", "</s>", "<|im_end|>", "<0x00>", "<0x01>")
                .doesNotHaveDuplicates();
        assertThat(trained.tokenizer().kind(3)).isEqualTo(TokenKind.CONTROL);
        assertThat(trained.tokenizer().eotId()).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentencepiece-bpe", "unigram"})
    void rare_characters_are_spelled_in_bytes_or_unknown(final String name) {
        final String text = TEXT.repeat(20) + "\u00FE";
        final Tokenizer bytes = train(name, SentencePieceOptions.USUAL, text).tokenizer();
        assertThat(bytes.decode(bytes.encode("a \u00FE"))).isEqualTo("a \u00FE");
        final Tokenizer unknown =
                train(name, new SentencePieceOptions(0.9995, 16, false, false), text).tokenizer();
        assertThat(unknown.encode("\u00FE")).endsWith(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentencepiece-bpe", "unigram"})
    void texts_are_normalised_unless_nothing_may_be_lost(final String name) {
        final Tokenizer usual = train(name).tokenizer();
        assertThat(usual.encode("  the\ncat\u00A0 ")).isEqualTo(usual.encode("the cat"));
        assertThat(usual.encode("\uFF54he")).isEqualTo(usual.encode("the"));
        final SentencePieceOptions lossless = new SentencePieceOptions(1, 16, true, true);
        final Tokenizer whole = train(name, lossless, TEXT).tokenizer();
        final String text = "  the\n\ncat\u00A0 \uFF54he\t";
        assertThat(whole.decode(whole.encode(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentencepiece-bpe", "unigram", "wordpiece"})
    void the_number_of_threads_changes_nothing(final String name) {
        final TrainingOptions options = TrainingOptions.of(400);
        final Corpus corpus =
                Corpus.ofTexts(List.of(TEXT, "a bat is a cat with a hat. ".repeat(9)));
        final TokenizerTrainer trainer = TokenizerTrainer.of(name);
        final TrainedTokenizer alone = trainer.train(corpus, options.withThreads(1));
        final TrainedTokenizer together = trainer.train(corpus, options.withThreads(5));
        assertThat(together.tokens()).isEqualTo(alone.tokens());
        assertThat(scores(together)).isEqualTo(scores(alone));
    }

    private static List<Float> scores(final TrainedTokenizer trained) {
        return Stream.iterate(0, i -> i + 1)
                .limit(trained.vocabSize())
                .map(trained.vocabulary()::score)
                .toList();
    }

    @Test
    void bpe_needs_no_more_tokens_than_sentencepiece() throws IOException {
        for (final String corpus : List.of("english", "udhr")) {
            final double theirs = report().get("spm-bpe-" + corpus).get("judge_tokens").asDouble();
            final Tokenizer ours =
                    new SentencePieceBpeTrainer()
                            .train(corpus(corpus), TrainingOptions.of(4000))
                            .tokenizer();
            assertThat(ours.encode(judge()).length / theirs).as(corpus).isBetween(0.99, 1.01);
        }
    }

    @Test
    void unigram_begins_with_words_that_only_spaces_follow_unless_told_to_begin_as_sentencepiece() {
        final UnigramTrainer usual = new UnigramTrainer();
        final UnigramTrainer other = usual.withSeedRule(SeedRule.SENTENCEPIECE);
        final Corpus alone = Corpus.ofTexts(List.of("shall we go, shall they? ".repeat(20)));
        final Corpus grown = Corpus.ofTexts(List.of("shall we go, shallow ones? ".repeat(20)));
        final TrainingOptions options = TrainingOptions.of(330);

        assertThat(usual.train(alone, options).tokens()).contains("\u2581shall");
        assertThat(other.train(alone, options).tokens()).doesNotContain("\u2581shall");
        assertThat(other.train(grown, options).tokens()).contains("\u2581shall");
    }

    @Test
    void unigram_makes_texts_more_probable_than_sentencepiece_does() throws IOException {
        for (final String corpus : List.of("english", "udhr")) {
            assertThat(logProbability(new UnigramTrainer(), corpus))
                    .as(corpus)
                    .isGreaterThan(theirLogProbability(corpus));
        }
    }

    @Test
    void unigram_that_begins_as_sentencepiece_is_within_a_percent_of_it_and_the_usual_is_better()
            throws IOException {
        final double theirs = theirLogProbability("english");
        final UnigramTrainer usual = new UnigramTrainer();
        final double alike = logProbability(usual.withSeedRule(SeedRule.SENTENCEPIECE), "english");

        assertThat(alike / theirs).isBetween(0.99, 1.01);
        assertThat(logProbability(usual, "english")).isGreaterThan(alike);
    }

    /** Of a character of the judge, as spelled best. */
    private static double logProbability(final UnigramTrainer trainer, final String corpus)
            throws IOException {
        final TrainedTokenizer trained = trainer.train(corpus(corpus), TrainingOptions.of(4000));
        double sum = 0;
        for (final int id : trained.tokenizer().encode(judge())) {
            sum += trained.vocabulary().score(id);
        }
        return sum / judge().length();
    }

    private static double theirLogProbability(final String corpus) throws IOException {
        return report().get("spm-unigram-" + corpus).get("judge_logprob_per_char").asDouble();
    }

    private static Corpus corpus(final String name) throws IOException {
        if (name.equals("english")) {
            return Corpus.ofFiles(List.of(Shared.path("texts/english.txt")));
        }
        try (Stream<Path> files = Files.list(Shared.path("texts/udhr"))) {
            return Corpus.ofFiles(files.sorted().toList());
        }
    }

    private static String judge() throws IOException {
        return Files.readString(Shared.path("texts/english-judge.txt"));
    }

    private static JsonNode report() throws IOException {
        return new JsonMapper()
                .readTree(Files.readString(Shared.path("fixtures/trainers/report.json")));
    }
}
