package io.vesalius.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

final class TextStatsTest {
    private static TextStats of(final String text) {
        final Tokenizer tokenizer =
                TestVocabulary.byteLevel("gpt-2").merge("t", "h").merge("th", "e").tokenizer();
        return TextStats.of(tokenizer, List.of(text)).getFirst();
    }

    @Test
    void a_text_is_measured_in_words_characters_bytes_and_tokens() {
        assertThat(of("the z\u00FCrich\n")).isEqualTo(new TextStats(2, 11, 12, 10));
    }

    @Test
    void a_character_outside_the_basic_plane_is_one() {
        assertThat(of("\uD83D\uDE00")).isEqualTo(new TextStats(1, 1, 4, 4));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "' ', 0",
        "a, 1",
        "'  a  b ', 2",
        "'a\u00A0b\u2003c', 3",
        "'\u1230\u120B\u121D\u1361\u12D3\u1208\u121D', 2"
    })
    void words_lie_between_white_space(final String text, final long words) {
        assertThat(of(text).words()).isEqualTo(words);
    }
}
