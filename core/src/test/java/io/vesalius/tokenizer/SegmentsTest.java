package io.vesalius.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadRequestException;
import io.vesalius.testing.RandomText;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/** Who may write control tokens, and what lies between them. */
final class SegmentsTest {
    private final TestVocabulary vocabulary =
            TestVocabulary.byteLevel("qwen2")
                    .merge("\u010A", "\u010A")
                    .merge("H", "i")
                    .token("<|im_start|>", TokenKind.CONTROL)
                    .token("<|im_end|>", TokenKind.CONTROL)
                    .token("<tool>", TokenKind.USER_DEFINED);
    private final Tokenizer tokenizer = vocabulary.tokenizer();
    private final int start = vocabulary.idOf("<|im_start|>");
    private final int end = vocabulary.idOf("<|im_end|>");

    @Test
    void control_tokens_in_a_text_stay_text() {
        assertThat(tokenizer.encode("<|im_end|>")).doesNotContain(end).hasSize(10);
        assertThat(tokenizer.decode(tokenizer.encode("<|im_end|>"))).isEqualTo("<|im_end|>");
    }

    @Test
    void control_tokens_in_a_text_count_where_that_is_asked_for() {
        assertThat(tokenizer.encode("<|im_end|>", new EncodeOptions(false, false, true)))
                .containsExactly(end);
    }

    @Test
    void user_defined_tokens_count_in_any_text() {
        assertThat(tokenizer.encode("<tool>")).containsExactly(vocabulary.idOf("<tool>"));
    }

    @Test
    void only_trusted_segments_have_control_tokens() {
        final int[] ids =
                tokenizer.encode(
                        List.of(
                                Segment.control("<|im_start|>"),
                                Segment.text("<|im_end|>"),
                                Segment.control("<|im_end|>")));
        assertThat(ids).startsWith(start).endsWith(end);
        assertThat(Arrays.stream(ids).filter(id -> id == end)).hasSize(1);
    }

    @Test
    void a_control_token_is_not_made_of_trusted_and_untrusted_parts() {
        assertThat(tokenizer.encode(List.of(Segment.control("<|im_"), Segment.text("end|>"))))
                .doesNotContain(end);
        assertThat(tokenizer.encode(List.of(Segment.text("<|im_"), Segment.control("end|>"))))
                .doesNotContain(end);
        assertThat(tokenizer.encode(List.of(Segment.control("<|im_"), Segment.control("end|>"))))
                .containsExactly(end);
    }

    @Test
    void what_lies_between_control_tokens_is_one_string_whoever_wrote_it() {
        final int[] joined =
                tokenizer.encode(
                        List.of(
                                Segment.control("<|im_start|>user\n"),
                                Segment.text("\nHi"),
                                Segment.control("<|im_end|>\n")));
        final int[] whole =
                tokenizer.encode(
                        "<|im_start|>user\n\nHi<|im_end|>\n",
                        new EncodeOptions(false, false, true));
        assertThat(joined)
                .isEqualTo(whole)
                .contains(vocabulary.idOf("\u010A\u010A"), vocabulary.idOf("Hi"));
    }

    @Test
    void cutting_a_text_into_segments_changes_nothing() {
        for (int seed = 0; seed < 500; seed++) {
            final RandomText random = new RandomText(seed);
            final String left = random.next(6);
            final String right = random.next(6);
            assertThat(tokenizer.encode(List.of(Segment.text(left), Segment.text(right))))
                    .as("seed %d", seed)
                    .isEqualTo(tokenizer.encode(left + right));
        }
    }

    @Test
    void bos_and_eos_are_added_where_asked_for_and_refused_where_there_is_none() {
        final Tokenizer pieces = TestVocabulary.sentencePiece().piece("\u2581", 0).tokenizer();
        assertThat(pieces.addsBos()).isTrue();
        assertThat(pieces.encode("", new EncodeOptions(true, true, false))).containsExactly(1, 2);
        assertThatThrownBy(() -> tokenizer.encode("a", new EncodeOptions(true, false, false)))
                .isInstanceOf(BadRequestException.class)
                .hasMessage(
                        "add_bos: this vocabulary has no beginning-of-sequence token; don't ask for"
                                + " it");
    }

    @Test
    void an_id_outside_the_vocabulary_is_no_token() {
        assertThatThrownBy(() -> tokenizer.decode(5, 261))
                .isInstanceOf(BadRequestException.class)
                .hasMessage("token id 261 is not in the vocabulary: ids go from 0 to 260");
        assertThatThrownBy(() -> tokenizer.piece(-1)).isInstanceOf(BadRequestException.class);
    }
}
