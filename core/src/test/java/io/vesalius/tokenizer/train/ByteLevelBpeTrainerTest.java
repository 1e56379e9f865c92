package io.vesalius.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.Shared;
import io.vesalius.tokenizer.ByteAlphabet;
import io.vesalius.tokenizer.TokenKind;
import io.vesalius.tokenizer.Tokenizer;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

final class ByteLevelBpeTrainerTest {
    private static final String END = "<|endoftext|>";

    private static TrainedTokenizer train(final TrainingOptions options, final String... texts) {
        return new ByteLevelBpeTrainer().train(Corpus.ofTexts(List.of(texts)), options);
    }

    private static List<String> merges(final TrainedTokenizer trained) {
        return trained.merges().stream().map(m -> m.left() + " " + m.right()).toList();
    }

    @Test
    void the_most_frequent_pair_merges_first() {
        final TrainedTokenizer trained =
                train(TrainingOptions.of(259), "abab abab ab cd cd cd cd cd cd");
        assertThat(merges(trained)).containsExactly("c d", "\u0120 cd", "a b");
    }

    @Test
    void equally_frequent_pairs_merge_in_the_order_of_their_ids() {
        final TrainedTokenizer trained = train(TrainingOptions.of(258), "zy\nab\nzy\nab");
        assertThat(merges(trained)).containsExactly("a b", "z y");
    }

    @Test
    void merging_ends_where_no_pair_is_frequent_enough() {
        final TrainedTokenizer trained =
                train(TrainingOptions.of(1000).withMinFrequency(3), "abc abc xyz");
        assertThat(trained.merges()).isEmpty();
        assertThat(trained.vocabSize()).isEqualTo(256);
    }

    @Test
    void special_tokens_come_first_in_their_order() {
        final TrainedTokenizer trained =
                train(TrainingOptions.of(300).withSpecialTokens(END, "<|pad|>"), "ab ab");
        assertThat(trained.tokens()).startsWith(END, "<|pad|>", "!", "\"");
        final Tokenizer tokenizer = trained.tokenizer();
        assertThat(tokenizer.kind(0)).isEqualTo(TokenKind.CONTROL);
        assertThat(tokenizer.eosId()).hasValue(0);
    }

    @Test
    void a_special_token_is_never_made_of_text() {
        final TrainedTokenizer trained =
                train(TrainingOptions.of(300).withSpecialTokens("abc"), "abc abc abc abc");
        assertThat(trained.tokens().stream().filter("abc"::equals)).hasSize(1);
        assertThat(trained.tokenizer().encode("abc")).hasSizeGreaterThan(1);
    }

    /** Every merge by counting all pairs of all words anew. */
    @Test
    void merges_are_those_of_counting_everything_again() {
        for (int seed = 0; seed < 40; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final StringBuilder text = new StringBuilder();
            for (int i = 0; i < 400; i++) {
                text.append("abcd ".charAt(random.nextInt(5)));
            }
            final List<String> found = merges(train(TrainingOptions.of(300), text.toString()));
            assertThat(found).as("seed %d", seed).isEqualTo(naive(text.toString(), 44));
        }
    }

    /** Only for texts of letters and spaces. */
    private static List<String> naive(final String text, final int tokens) {
        final List<List<String>> words = new ArrayList<>();
        for (final String word : text.split("(?<=[a-z])(?= )|(?<= )(?= [a-z])")) {
            words.add(
                    new ArrayList<>(
                            word.replace(' ', '\u0120')
                                    .chars()
                                    .mapToObj(Character::toString)
                                    .toList()));
        }
        final List<String> merges = new ArrayList<>();
        final List<String> known = new ArrayList<>();
        while (known.size() < tokens) {
            final Map<String, Integer> counts = new HashMap<>();
            for (final List<String> word : words) {
                for (int i = 1; i < word.size(); i++) {
                    counts.merge(word.get(i - 1) + " " + word.get(i), 1, Integer::sum);
                }
            }
            final String best =
                    counts.entrySet().stream()
                            .filter(entry -> entry.getValue() >= 2)
                            .min(
                                    (a, b) ->
                                            a.getValue().equals(b.getValue())
                                                    ? Long.compare(
                                                            order(a.getKey(), known),
                                                            order(b.getKey(), known))
                                                    : b.getValue() - a.getValue())
                            .map(Map.Entry::getKey)
                            .orElse("");
            if (best.isEmpty()) {
                break;
            }
            merges.add(best);
            final String[] pair = best.split(" ");
            if (!known.contains(pair[0] + pair[1])) {
                known.add(pair[0] + pair[1]);
            }
            words.forEach(word -> join(word, pair));
        }
        return merges;
    }

    private static void join(final List<String> word, final String[] pair) {
        for (int i = 0; i + 1 < word.size(); i++) {
            if (word.get(i).equals(pair[0]) && word.get(i + 1).equals(pair[1])) {
                word.set(i, pair[0] + pair[1]);
                word.remove(i + 1);
            }
        }
    }

    private static long order(final String pair, final List<String> known) {
        final String[] parts = pair.split(" ");
        return (long) id(parts[0], known) << 32 | id(parts[1], known);
    }

    private static int id(final String symbol, final List<String> known) {
        return symbol.length() == 1 ? symbol.charAt(0) : 0x1000 + known.indexOf(symbol);
    }

    @Test
    void every_byte_has_a_token_whatever_the_corpus() {
        final List<String> tokens = train(TrainingOptions.of(256), "a").tokens();
        for (int value = 0; value < 256; value++) {
            assertThat(tokens).contains(String.valueOf(ByteAlphabet.toChar(value)));
        }
    }

    @Test
    void the_number_of_threads_changes_nothing() {
        final StringBuilder text = new StringBuilder();
        final SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 400_000; i++) {
            text.append(
                    random.nextInt(6) == 0 ? "\n" : Character.toString('a' + random.nextInt(9)));
        }
        final TrainingOptions options = TrainingOptions.of(600);
        assertThat(merges(train(options.withThreads(1), text.toString())))
                .isEqualTo(merges(train(options.withThreads(5), text.toString())));
    }

    @Test
    void english_and_24_languages_train_to_what_hugging_face_makes_of_them() throws IOException {
        equalsFixture("bpe-english.json", List.of(Shared.path("texts/english.txt")));
        try (Stream<Path> files = Files.list(Shared.path("texts/udhr"))) {
            equalsFixture("bpe-udhr.json", files.sorted().toList());
        }
    }

    private static void equalsFixture(final String name, final List<Path> files)
            throws IOException {
        final TrainedTokenizer trained =
                new ByteLevelBpeTrainer()
                        .train(
                                Corpus.ofFiles(files),
                                TrainingOptions.of(4000).withSpecialTokens(END));
        final ByteArrayOutputStream json = new ByteArrayOutputStream();
        trained.writeJson(json);
        final JsonMapper mapper = new JsonMapper();
        final JsonNode expected =
                mapper.readTree(Files.readString(Shared.path("fixtures/trainers/" + name)));
        assertThat(mapper.readTree(json.toString(StandardCharsets.UTF_8))).isEqualTo(expected);
    }
}
