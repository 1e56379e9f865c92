package io.vesalius.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadFileException;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** SentencePiece's character maps, built unit by unit. */
final class CharsmapTest {
    private static final int ROOT = 256; // the first nodes' base
    private static final int SECOND = 512;
    private static final int VALUE = 768;

    private final int[] units = new int[1024];

    CharsmapTest() {
        units[0] = ROOT << 10;
    }

    /** A node for a byte: where the next one's are, and whether a key ends here. */
    private void node(final int base, final char label, final int next, final boolean leaf) {
        final int at = base ^ label;
        units[at] = label | (leaf ? 1 << 8 : 0) | (at ^ next) << 10;
    }

    private Charsmap parse(final String replacements) {
        final byte[] texts = replacements.getBytes(StandardCharsets.UTF_8);
        final long[] bytes = new long[4 + 4 * units.length + texts.length];
        word(bytes, 0, 4 * units.length);
        for (int i = 0; i < units.length; i++) {
            word(bytes, 4 + 4 * i, units[i]);
        }
        for (int i = 0; i < texts.length; i++) {
            bytes[4 + 4 * units.length + i] = texts[i];
        }
        return Charsmap.parse(bytes);
    }

    private static void word(final long[] bytes, final int at, final int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
        }
    }

    private static String mapped(final Charsmap map, final String text) {
        return new SentencePieceNormalizer(map, false, false).normalize(text, true, true);
    }

    @Test
    void keys_with_equal_endings_share_their_nodes() {
        node(ROOT, 'x', SECOND, false);
        node(ROOT, 'y', SECOND, false);
        node(SECOND, 'z', VALUE, true);
        units[VALUE] = 1 << 31 | 2;
        final Charsmap map = parse("A\0Q\0");
        assertThat(mapped(map, "xz yz x z")).isEqualTo("Q\u2581Q\u2581x\u2581z");
    }

    @Test
    void a_node_that_points_outside_is_refused() {
        node(ROOT, 'x', 1 << 20, true);
        assertThatThrownBy(() -> parse("A\0"))
                .isInstanceOf(BadFileException.class)
                .hasMessage("tokenizer.ggml.precompiled_charsmap has no text behind trie node 376");
    }

    @Test
    void a_replacement_outside_the_texts_is_refused() {
        node(ROOT, 'x', VALUE, true);
        units[VALUE] = 1 << 31 | 2;
        assertThatThrownBy(() -> parse("A\0"))
                .isInstanceOf(BadFileException.class)
                .hasMessage("tokenizer.ggml.precompiled_charsmap has no text behind trie node 376");
    }

    @Test
    void a_replacement_that_swells_a_text_is_refused() {
        node(ROOT, 'x', VALUE, true);
        units[VALUE] = 1 << 31;
        assertThatThrownBy(() -> parse("A".repeat(257) + "\0"))
                .isInstanceOf(BadFileException.class)
                .hasMessage("tokenizer.ggml.precompiled_charsmap has a text of over 256 bytes");
    }

    @Test
    void texts_without_an_end_are_refused() {
        assertThatThrownBy(() -> parse("A"))
                .isInstanceOf(BadFileException.class)
                .hasMessage(
                        "tokenizer.ggml.precompiled_charsmap ends within a text, 4101 bytes long");
    }

    @Test
    void a_circle_of_nodes_costs_no_more_than_the_longest_key() {
        node(ROOT, 'x', ROOT, false);
        final Charsmap map = parse("A\0");
        final String text = "x".repeat(200_000);
        assertThat(mapped(map, text)).isEqualTo(text);
    }

    @Test
    void too_few_bytes_for_a_map_are_refused() {
        assertThatThrownBy(() -> Charsmap.parse(new long[3]))
                .isInstanceOf(BadFileException.class)
                .hasMessage(
                        "tokenizer.ggml.precompiled_charsmap has 3 bytes, which don't hold its trie"
                                + " and its texts");
        final long[] huge = new long[16];
        Arrays.fill(huge, 0xFF);
        assertThatThrownBy(() -> Charsmap.parse(huge)).isInstanceOf(BadFileException.class);
    }
}
