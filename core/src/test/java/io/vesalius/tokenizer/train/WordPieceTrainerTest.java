package io.vesalius.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.tokenizer.Tokenizer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

final class WordPieceTrainerTest {
    private static TrainedTokenizer train(final int vocabSize, final String text) {
        return new WordPieceTrainer()
                .train(Corpus.ofTexts(List.of(text)), TrainingOptions.of(vocabSize));
    }

    @Test
    void berts_own_tokens_come_first_then_characters_at_starts_then_within() {
        assertThat(train(11, "ba Ab b").tokens())
                .containsExactly(
                        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##a", "##b");
    }

    @Test
    void the_pair_that_occurs_together_most_for_its_parts_merges_first() {
        // xy: 3 / (3 * 3); ab: 4 / (8 * 4)
        final List<String> tokens = train(100, "xy xy xy ab ab ab ab a a a a").tokens();
        assertThat(tokens.indexOf("xy")).isBetween(0, tokens.indexOf("ab") - 1);
    }

    /** Every merge by counting all pairs of all words anew. */
    @Test
    void merges_are_those_of_scoring_everything_again() {
        for (int seed = 0; seed < 40; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final StringBuilder text = new StringBuilder("abcde aabbccddee ");
            for (int i = 0; i < 300; i++) {
                text.append("aabbcde ".charAt(random.nextInt(8)));
            }
            final List<String> tokens = train(60, text.toString()).tokens();
            assertThat(tokens.subList(15, tokens.size()))
                    .as("seed %d", seed)
                    .isEqualTo(naive(text.toString(), tokens.subList(5, 15), 45));
        }
    }

    private static List<String> naive(
            final String text, final List<String> alphabet, final int most) {
        final List<String> symbols = new ArrayList<>(alphabet);
        final List<List<String>> words = new ArrayList<>();
        for (final String word : text.trim().split(" +")) {
            final List<String> pieces = new ArrayList<>();
            for (int i = 0; i < word.length(); i++) {
                pieces.add((i == 0 ? "" : "##") + word.charAt(i));
            }
            words.add(pieces);
        }
        while (symbols.size() - alphabet.size() < most) {
            final List<String> best = best(words, symbols);
            if (best.isEmpty()) {
                break;
            }
            final String joined = best.get(0) + best.get(1).substring(2);
            if (!symbols.contains(joined)) {
                symbols.add(joined);
            }
            for (final List<String> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    if (word.subList(i, i + 2).equals(best)) {
                        word.set(i, joined);
                        word.remove(i + 1);
                    }
                }
            }
        }
        return symbols.subList(alphabet.size(), symbols.size());
    }

    private static List<String> best(final List<List<String>> words, final List<String> symbols) {
        final Map<String, Integer> counts = new HashMap<>();
        final Map<List<String>, Integer> pairs = new HashMap<>();
        for (final List<String> word : words) {
            for (int i = 0; i < word.size(); i++) {
                counts.merge(word.get(i), 1, Integer::sum);
                if (i > 0) {
                    pairs.merge(List.of(word.get(i - 1), word.get(i)), 1, Integer::sum);
                }
            }
        }
        List<String> best = List.of();
        double bestScore = 0;
        for (final Map.Entry<List<String>, Integer> entry : pairs.entrySet()) {
            final List<String> pair = entry.getKey();
            final int count = entry.getValue();
            final double score =
                    count / ((double) counts.get(pair.get(0)) * counts.get(pair.get(1)));
            final boolean better =
                    score > bestScore
                            || score == bestScore
                                    && (count > pairs.get(best)
                                            || count == pairs.get(best)
                                                    && order(pair, symbols) < order(best, symbols));
            if (count >= 2 && better) {
                best = pair;
                bestScore = score;
            }
        }
        return best;
    }

    private static long order(final List<String> pair, final List<String> symbols) {
        return (long) symbols.indexOf(pair.get(0)) << 32 | symbols.indexOf(pair.get(1));
    }

    @Test
    void a_trained_vocabulary_spells_words_and_says_what_it_cannot() {
        final Tokenizer tokenizer =
                train(100, "playing played plays player ".repeat(5)).tokenizer();
        assertThat(tokenizer.decode(tokenizer.encode("Plays player"))).isEqualTo("plays player");
        assertThat(tokenizer.encode("xyz")).containsExactly(tokenizer.unkId().orElseThrow());
    }

    @Test
    void words_that_are_unknown_anyway_teach_nothing() {
        final String long101 = "q".repeat(101);
        assertThat(train(100, "ab ab " + long101 + " " + long101 + " a\u2581z").tokens())
                .noneMatch(token -> token.matches("(##)?[qz].*"));
    }

    @Test
    void case_and_accents_can_be_kept() {
        final TrainedTokenizer trained =
                new WordPieceTrainer(false)
                        .train(
                                Corpus.ofTexts(List.of("\u00C9t\u00E9 \u00C9t\u00E9")),
                                TrainingOptions.of(50));
        assertThat(trained.tokenizer().encode("\u00C9t\u00E9")).hasSize(1);
    }
}
