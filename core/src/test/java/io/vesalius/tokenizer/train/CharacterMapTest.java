package io.vesalius.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.tokenizer.Splitter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;

/** SentencePiece's character map, written here and read by the tokenisers. */
final class CharacterMapTest {
    private static final Splitter SPLITTER =
            Splitter.sentencePiece(CharacterMap.precompiled(), true);

    private static String normal(final String text) {
        final StringBuilder normal = new StringBuilder();
        SPLITTER.split(
                text,
                true,
                true,
                (utf8, length) ->
                        normal.append(new String(utf8, 0, length, StandardCharsets.UTF_8)));
        return normal.substring(Math.min(1, normal.length()));
    }

    @Test
    void every_character_becomes_its_form_kc() {
        for (int read = 0xA1; read < 0x30000; read++) {
            final String text = Character.toString(read);
            final String expected = Normalizer.normalize(text, Form.NFKC);
            final boolean special =
                    expected.indexOf(' ') >= 0
                            || Character.getType(read) == Character.SURROGATE
                            || "\u1680\u2581\uFEFF\uFFFD".contains(text)
                            || read >= 0x200B && read <= 0x200F
                            || read == 0x2028
                            || read == 0x2029;
            if (!special && Character.isDefined(read)) {
                assertThat(normal(text)).as("U+%04X", read).isEqualTo(expected);
            }
        }
    }

    @Test
    void characters_in_parts_are_composed_however_they_are_cut() {
        for (final int read : new int[] {0xE9, 0x1EC7, 0x1EC1, 0xAC00, 0xAC01, 0x9CB, 0x1E69}) {
            final String whole = Character.toString(read);
            final String parts = Normalizer.normalize(whole, Form.NFD);
            for (int cut = 1; cut <= parts.length(); cut++) {
                final String text =
                        Normalizer.normalize(parts.substring(0, cut), Form.NFC)
                                + parts.substring(cut);
                assertThat(normal(text)).as("U+%04X cut at %d", read, cut).isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'a\tb', a▁b",
        "'a\u00A0\u3000 \n b', a▁b",
        "'a\u2581b', a▁b",
        "'a\u200Bb', a▁b",
        "'a\u0007b', ab",
        "'\uFB01', fi",
        "'\u00BD', 1\u20442",
        "'  a ', a"
    })
    void white_space_is_one_space_and_control_characters_go(
            final String text, final String expected) {
        assertThat(normal(text)).isEqualTo(expected);
    }
}
