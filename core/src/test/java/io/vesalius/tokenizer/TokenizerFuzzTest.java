package io.vesalius.tokenizer;

import static org.assertj.core.api.Assertions.fail;

import io.vesalius.base.VesaliusException;
import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;
import io.vesalius.testing.RandomText;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Vocabularies with something wrong in them: either the file is refused, or texts can be encoded
 * and ids decoded, with no error but ours.
 */
final class TokenizerFuzzTest {
    private static final int ROUNDS = 1500;

    static Stream<TestVocabulary> vocabularies() {
        return Stream.of(
                TestVocabulary.byteLevel("llama-bpe")
                        .merge("a", "b")
                        .merge("ab", "c")
                        .token("<|end|>", TokenKind.CONTROL),
                TestVocabulary.sentencePiece()
                        .piece("\u2581", -1)
                        .piece("a", -2)
                        .piece("\u2581a", -3)
                        .token("<x>", TokenKind.USER_DEFINED),
                TestVocabulary.unigram().piece("\u2581", -1).piece("a", -2).piece("ab", -3),
                TestVocabulary.wordPiece().piece("\u2581a", 0).piece("b", 0));
    }

    @ParameterizedTest
    @MethodSource("vocabularies")
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_damaged_vocabulary_is_refused_or_works(final TestVocabulary vocabulary) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            try {
                use(mutated(vocabulary.metadata(), new SplittableRandom(seed)), seed);
            } catch (VesaliusException e) {
                if (e.getMessage().contains("\n")) {
                    fail("more than a line at seed " + seed + ": " + e.getMessage());
                }
            } catch (RuntimeException | StackOverflowError e) {
                fail("at seed " + seed, e);
            }
        }
    }

    private static void use(final GgufMetadata metadata, final int seed) {
        final Tokenizer tokenizer = Tokenizer.from(metadata);
        final RandomText random = new RandomText(seed);
        for (int i = 0; i < 4; i++) {
            final String text = i == 0 ? "ab abc <|end|><x>" : random.next(12);
            tokenizer.decode(tokenizer.encode(text), DecodeOptions.WITH_CONTROL);
            tokenizer.encode(List.of(Segment.control(text), Segment.text(text)));
        }
        for (int id = 0; id < tokenizer.vocabSize(); id++) {
            tokenizer.piece(id);
        }
    }

    private static GgufMetadata mutated(
            final GgufMetadata metadata, final SplittableRandom random) {
        final Map<String, GgufValue> values = new LinkedHashMap<>();
        metadata.keys().forEach(key -> values.put(key, metadata.value(key)));
        final List<String> keys = new ArrayList<>(values.keySet());
        for (int change = random.nextInt(1, 4); change > 0; change--) {
            final String key = keys.get(random.nextInt(keys.size()));
            if (values.containsKey(key)) {
                mutate(values, key, random);
            }
        }
        return new GgufMetadata(values);
    }

    private static void mutate(
            final Map<String, GgufValue> values, final String key, final SplittableRandom random) {
        switch (values.get(key)) {
            case GgufValue.Texts(List<String> texts) ->
                    values.put(key, new GgufValue.Texts(texts(texts, random)));
            case GgufValue.Wholes(GgufType type, long[] wholes) -> {
                final long[] other = java.util.Arrays.copyOf(wholes, length(wholes.length, random));
                if (other.length > 0) {
                    other[random.nextInt(other.length)] = random.nextLong(0, 8);
                }
                values.put(key, new GgufValue.Wholes(type, other));
            }
            case GgufValue.Reals(GgufType type, double[] reals) -> {
                final double[] other = java.util.Arrays.copyOf(reals, length(reals.length, random));
                if (other.length > 0) {
                    other[random.nextInt(other.length)] = Float.intBitsToFloat(random.nextInt());
                }
                values.put(key, new GgufValue.Reals(type, other));
            }
            case GgufValue.Whole(GgufType type, long whole) ->
                    values.put(key, new GgufValue.Whole(type, random.nextLong(-3, 300)));
            case GgufValue.Text text -> {
                final int choice = random.nextInt(16);
                if (choice == 0) {
                    values.remove(key);
                } else if (choice == 1) {
                    values.put(key, new GgufValue.Text(new RandomText(random.nextLong()).next(3)));
                }
            }
            default -> values.remove(key);
        }
    }

    private static int length(final int length, final SplittableRandom random) {
        return random.nextInt(8) == 0 ? random.nextInt(length + 1) : length;
    }

    private static List<String> texts(final List<String> texts, final SplittableRandom random) {
        final List<String> other = new ArrayList<>(texts);
        if (other.isEmpty()) {
            other.add("a b");
        }
        for (int change = random.nextInt(1, 6); change > 0; change--) {
            final int at = random.nextInt(other.size());
            final String text = new RandomText(random.nextLong()).next(4);
            switch (random.nextInt(5)) {
                case 0 -> other.set(at, text);
                case 1 -> other.add(text);
                case 2 -> other.set(at, other.get(random.nextInt(other.size())));
                case 3 -> Collections.swap(other, at, random.nextInt(other.size()));
                default -> other.set(at, other.get(at) + "\uD800");
            }
        }
        return other;
    }
}
