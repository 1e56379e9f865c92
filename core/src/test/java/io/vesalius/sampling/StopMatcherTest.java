package io.vesalius.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;

final class StopMatcherTest {
    /** The text before the match that ends first, the longest of those; whole without one. */
    private static String cut(final String text, final List<String> stops) {
        for (int end = 0; end <= text.length(); end++) {
            int start = end;
            for (final String stop : stops) {
                if (text.substring(0, end).endsWith(stop)) {
                    start = Math.min(start, end - stop.length());
                }
            }
            if (start < end) {
                return text.substring(0, start);
            }
        }
        return text;
    }

    private static String random(final Random random, final int atLeast, final int atMost) {
        final StringBuilder text = new StringBuilder();
        final int length = atLeast + random.nextInt(atMost - atLeast + 1);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(2)));
        }
        return text.toString();
    }

    @Test
    void text_is_cut_before_the_stop_string() {
        final StopMatcher matcher = new StopMatcher(List.of("END"));
        assertThat(matcher.push("one END two")).isEqualTo("one ");
        assertThat(matcher.matched()).isTrue();
        assertThat(matcher.matchedStop()).isEqualTo("END");
        assertThat(matcher.push(" three")).isEmpty();
        assertThat(matcher.finish()).isEmpty();
    }

    @Test
    void a_stop_string_across_pieces_never_leaks() {
        final StopMatcher matcher = new StopMatcher(List.of("\nUser:"));
        assertThat(matcher.push("Hello.\n")).isEqualTo("Hello.");
        assertThat(matcher.push("Us")).isEmpty();
        assertThat(matcher.push("er")).isEmpty();
        assertThat(matcher.push(": and")).isEmpty();
        assertThat(matcher.matched()).isTrue();
    }

    @Test
    void what_turns_out_not_to_be_one_comes_out_late() {
        final StopMatcher matcher = new StopMatcher(List.of("\nUser:"));
        assertThat(matcher.push("\nUse")).isEmpty();
        assertThat(matcher.push(" it\n")).isEqualTo("\nUse it");
        assertThat(matcher.finish()).isEqualTo("\n");
        assertThat(matcher.matched()).isFalse();
    }

    @Test
    void the_match_that_ends_first_counts_and_the_longest_of_those() {
        final StopMatcher first = new StopMatcher(List.of("abcd", "bc"));
        assertThat(first.push("abcd")).isEqualTo("a");
        assertThat(first.matchedStop()).isEqualTo("bc");
        final StopMatcher longest = new StopMatcher(List.of("c", "bc"));
        assertThat(longest.push("abc")).isEqualTo("a");
        assertThat(longest.matchedStop()).isEqualTo("bc");
    }

    @Test
    void without_stop_strings_all_text_comes_at_once() {
        final StopMatcher matcher = new StopMatcher(List.of());
        assertThat(matcher.push("a")).isEqualTo("a");
        assertThat(matcher.finish()).isEmpty();
        assertThatThrownBy(matcher::matchedStop).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void for_every_split_the_output_is_the_text_cut_at_the_match() {
        for (long seed = 0; seed < 5000; seed++) {
            final Random random = new Random(seed);
            final List<String> stops =
                    IntStream.range(0, 1 + random.nextInt(3))
                            .mapToObj(i -> random(random, 1, 6))
                            .toList();
            final String text = random(random, 0, 40);
            final StopMatcher matcher = new StopMatcher(stops);
            final StringBuilder shown = new StringBuilder();
            final String expected = cut(text, stops);
            int from = 0;
            while (from < text.length()) {
                final int to = Math.min(text.length(), from + random.nextInt(5));
                shown.append(matcher.push(text.substring(from, to)));
                assertThat(expected).as("seed " + seed).startsWith(shown.toString());
                from = to;
            }
            shown.append(matcher.finish());
            assertThat(shown.toString()).as("seed " + seed).isEqualTo(expected);
            assertThat(matcher.matched())
                    .as("seed " + seed)
                    .isEqualTo(stops.stream().anyMatch(text::contains));
        }
    }

    @Test
    void no_more_is_held_back_than_may_begin_a_stop_string() {
        for (long seed = 0; seed < 2000; seed++) {
            final Random random = new Random(seed);
            final String stop = random(random, 1, 6);
            final String text = random(random, 0, 20);
            if (!text.contains(stop)) {
                final int held = text.length() - new StopMatcher(List.of(stop)).push(text).length();
                final int possible =
                        IntStream.rangeClosed(0, stop.length())
                                .filter(n -> text.endsWith(stop.substring(0, n)))
                                .max()
                                .orElseThrow();
                assertThat(held).as("seed " + seed).isEqualTo(possible);
            }
        }
    }

    @Test
    void a_stop_string_is_found_among_characters_of_two_units() {
        final StopMatcher matcher = new StopMatcher(List.of("🙂!"));
        assertThat(matcher.push("hi 🙂")).isEqualTo("hi ");
        assertThat(matcher.push("🙂")).isEqualTo("🙂");
        assertThat(matcher.push("!")).isEmpty();
        assertThat(matcher.matched()).isTrue();
    }

    @Test
    void an_empty_stop_string_is_an_error() {
        assertThatThrownBy(() -> new StopMatcher(List.of("")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
