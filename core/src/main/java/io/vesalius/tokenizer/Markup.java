package io.vesalius.tokenizer;

import io.vesalius.format.GgufMetadata;

import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tokens are markup of templates, though a file may call them something else, and which end a
 * generation. Files name only one end-of-sequence token, so the others are known by their texts, as
 * llama.cpp knows them.
 */
final class Markup {
    private static final Set<String> ENDS =
            Set.of(
                    "<|eot_id|>",
                    "<|eom_id|>",
                    "<|im_end|>",
                    "<|end|>",
                    "<|return|>",
                    "<|call|>",
                    "<|calls|>",
                    "<|flush|>",
                    "<end_of_turn>",
                    "<|endoftext|>",
                    "<|end_of_text|>",
                    "</s>",
                    "<EOT>",
                    "_<EOT>",
                    "[EOT]",
                    "[EOS]",
                    "<eos>",
                    "<turn|>",
                    "<|tool_response>",
                    "<end_of_utterance>",
                    "<｜end▁of▁sentence｜>",
                    "[e~[");
    private static final Set<String> TURNS =
            Set.of(
                    "<s>",
                    "<bos>",
                    "<pad>",
                    "<unk>",
                    "<mask>",
                    "<start_of_turn>",
                    "<start_of_image>",
                    "<end_of_image>",
                    "<image_soft_token>",
                    "<image>",
                    "[INST]",
                    "[/INST]");
    private static final Set<String> FILL_ENDS =
            Set.of(
                    "<|fim_pad|>",
                    "<fim-pad>",
                    "<fim_pad>",
                    "<|fim_repo|>",
                    "<|repo_name|>",
                    "<fim-repo>",
                    "<|file_sep|>");

    private Markup() {}

    /**
     * The kind of a token: its kind in the file, unless its text is markup's. A normal token is
     * only overruled where no language could have taught it: `</s>` is also the end of struck-out
     * HTML.
     */
    static TokenKind kind(final String text, final TokenKind inFile, final boolean typed) {
        final boolean bars = isBarred(text);
        final boolean markup =
                switch (inFile) {
                    case NORMAL -> typed ? bars && ENDS.contains(text) : isMarkup(text);
                    case USER_DEFINED -> isMarkup(text);
                    case UNKNOWN, CONTROL, UNUSED, BYTE -> false;
                };
        return markup ? TokenKind.CONTROL : inFile;
    }

    private static boolean isMarkup(final String text) {
        return isBarred(text) || ENDS.contains(text) || TURNS.contains(text);
    }

    private static boolean isBarred(final String text) {
        return text.length() > 4
                && text.charAt(0) == '<'
                && text.endsWith(">")
                && (text.charAt(1) == '|'
                        || text.charAt(1) == '｜'
                        || text.charAt(text.length() - 2) == '|'
                        || text.equals("<end_of_turn>")
                        || text.equals("<end_of_utterance>"));
    }

    /** The ids after which nothing more is generated, ascending. */
    static Set<Integer> ends(
            final GgufMetadata metadata, final Vocabulary vocabulary, final SpecialIds ids) {
        final Set<Integer> ends = new TreeSet<>();
        for (final String text : ENDS) {
            final int id = vocabulary.index().find(text);
            if (id >= 0 && vocabulary.kinds()[id] != TokenKind.NORMAL) {
                ends.add(id);
            }
        }
        for (final String text : FILL_ENDS) {
            final int id = vocabulary.index().find(text);
            if (id >= 0 && vocabulary.kinds()[id] == TokenKind.CONTROL) {
                ends.add(id);
            }
        }
        for (final String role : new String[] {"fim_pad", "fim_rep", "fim_sep"}) {
            SpecialIds.id(metadata, role, vocabulary.size(), -1).ifPresent(ends::add);
        }
        keepOpen(ends, vocabulary, "<|end|>", "<|return|>", "<|call|>");
        keepOpen(ends, vocabulary, "<|end|>", "<|calls|>", "<|flush|>");
        keepOpen(ends, vocabulary, "</s>", "<|tool_response>", "<|tool_response>");
        for (final OptionalInt id : new OptionalInt[] {ids.eos(), ids.eot(), ids.eom()}) {
            id.ifPresent(ends::add);
        }
        return ends;
    }

    /** Where both others exist, the first only ends a part of an answer. */
    private static void keepOpen(
            final Set<Integer> ends,
            final Vocabulary vocabulary,
            final String part,
            final String first,
            final String second) {
        if (ends.contains(vocabulary.index().find(first))
                && ends.contains(vocabulary.index().find(second))) {
            ends.remove(vocabulary.index().find(part));
        }
    }
}
