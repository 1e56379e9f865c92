package io.vesalius.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.RandomText;
import io.vesalius.tokenizer.Splitter;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reading in blocks. */
final class CorpusTest {
    private static Splitter splitter(final String name) {
        return switch (name) {
            case "bert" -> Splitter.bert(true);
            case "sentencepiece" -> Splitter.sentencePiece(CharacterMap.precompiled(), true);
            default -> Splitter.byteLevel(name);
        };
    }

    private static List<Block> blocks(final String text) {
        final List<Block> blocks = new ArrayList<>();
        final Corpus corpus = Corpus.ofTexts(List.of(text));
        try (BlockReader reader = new BlockReader(corpus, TrainingProgress.SILENT)) {
            for (Block block = reader.next(); block != null; block = reader.next()) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private static List<String> pieces(
            final Splitter splitter, final String text, final boolean first, final boolean last) {
        final List<String> pieces = new ArrayList<>();
        splitter.split(
                text,
                first,
                last,
                (utf8, length) -> pieces.add(new String(utf8, 0, length, StandardCharsets.UTF_8)));
        return pieces;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-2", "bert", "sentencepiece"})
    void blocks_cut_no_word(final String rules) {
        final StringBuilder text = new StringBuilder();
        for (int seed = 0; text.length() < 700_000; seed++) {
            text.append(new RandomText(seed).next(30)).append(seed % 3 == 0 ? "\n" : " \n\nx");
        }
        final Splitter splitter = splitter(rules);
        final List<Block> blocks = blocks(text.toString());
        assertThat(blocks).hasSizeGreaterThan(2);
        final List<String> pieces = new ArrayList<>();
        blocks.forEach(
                block ->
                        pieces.addAll(pieces(splitter, block.text(), block.first(), block.last())));
        assertThat(pieces).isEqualTo(pieces(splitter, text.toString(), true, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\u00E9", "\u4E2D", "\uD83D\uDE00"})
    void a_text_without_any_break_is_cut_between_characters(final String character) {
        final String text = character.repeat(300_000);
        final StringBuilder joined = new StringBuilder();
        blocks(text).forEach(block -> joined.append(block.text()));
        assertThat(joined.toString()).isEqualTo(text);
    }
}
