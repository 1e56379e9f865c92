package io.vesalius.testing;

import io.vesalius.format.GgufWriter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A vocabulary of some hundred tokens that spells every text, words of {@link #WORDS} in one token.
 */
final class SmallVocabulary {
    private static final String[] WORDS = {
        "the", "and", "once", "upon", "time", "there", "was", "little", "girl", "who", "said",
        "hello", "world", "in", "to", "of", "that", "he", "she", "for", "with", "what", "is"
    };
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int BYTE = 6;

    private final Map<String, Integer> kinds = new LinkedHashMap<>();
    private final List<String> merges = new ArrayList<>();
    private final Map<String, Object> keys = new LinkedHashMap<>();

    private SmallVocabulary() {}

    /**
     * SentencePiece BPE with a fallback to bytes; `<unk>`, `<s>` and `</s>` are 0, 1 and 2.
     *
     * @param turnStart a control token that opens a message
     * @param turnEnd a control token that ends one
     * @param spacePrefix whether a space is put before a text
     */
    static SmallVocabulary sentencePiece(
            final String turnStart, final String turnEnd, final boolean spacePrefix) {
        final SmallVocabulary made = new SmallVocabulary();
        made.kinds.put("<unk>", UNKNOWN);
        made.kinds.put("<s>", CONTROL);
        made.kinds.put("</s>", CONTROL);
        for (int value = 0; value < 256; value++) {
            made.kinds.put("<0x%02X>".formatted(value), BYTE);
        }
        for (char letter = '!'; letter <= '~'; letter++) {
            made.kinds.put(String.valueOf(letter), NORMAL);
        }
        made.kinds.put("\u2581", NORMAL);
        made.words('\u2581');
        made.kinds.put(turnStart, CONTROL);
        made.kinds.put(turnEnd, CONTROL);
        made.keys.put("model", "llama");
        made.keys.put("pre", "default");
        made.keys.put("bos_token_id", 1);
        made.keys.put("eos_token_id", 2);
        made.keys.put("unknown_token_id", 0);
        made.keys.put("add_bos_token", true);
        made.keys.put("add_eos_token", false);
        made.keys.put("add_space_prefix", spacePrefix);
        return made.withTemplate(
                "{{ bos_token }}",
                "{{ '" + turnStart + "' + m['role'] + '\\n' + m['content'] + '" + turnEnd + "' }}",
                "{{ '" + turnStart + "assistant\\n' }}");
    }

    /** Byte-level BPE with the markers of ChatML. */
    static SmallVocabulary byteLevel(final String pre) {
        final SmallVocabulary made = new SmallVocabulary();
        for (int value = 0; value < 256; value++) {
            made.kinds.put(String.valueOf(spelling(value)), NORMAL);
        }
        made.words(spelling(' '));
        for (final String control : List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>")) {
            made.kinds.put(control, CONTROL);
        }
        made.keys.put("model", "gpt2");
        made.keys.put("pre", pre);
        made.keys.put("bos_token_id", made.idOf("<|endoftext|>"));
        made.keys.put("eos_token_id", made.idOf("<|im_end|>"));
        made.keys.put("padding_token_id", made.idOf("<|endoftext|>"));
        made.keys.put("add_bos_token", false);
        return made.withTemplate(
                "",
                "{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>\\n' }}",
                "{{ '<|im_start|>assistant\\n' }}");
    }

    private SmallVocabulary withTemplate(
            final String start, final String message, final String prompt) {
        keys.put(
                "",
                start
                        + "{% for m in messages %}"
                        + message
                        + "{% endfor %}{% if add_generation_prompt %}"
                        + prompt
                        + "{% endif %}");
        return this;
    }

    /** Words after a space, letter by letter, so that merging reaches them. */
    private void words(final char space) {
        for (final String word : WORDS) {
            for (int end = 1; end <= word.length(); end++) {
                final String left = space + word.substring(0, end - 1);
                final String right = word.substring(end - 1, end);
                if (kinds.putIfAbsent(left + right, NORMAL) == null) {
                    merges.add(left + " " + right);
                }
            }
        }
    }

    /**
     * The character that spells a byte in byte-level vocabularies: itself, or one from U+0100 on.
     */
    private static char spelling(final int value) {
        int unprintable = 0x100;
        for (int i = 0; i <= value; i++) {
            final boolean printable = i > ' ' && i < 0x7F || i > 0xA0 && i != 0xAD;
            if (i == value) {
                return (char) (printable ? value : unprintable);
            }
            unprintable += printable ? 0 : 1;
        }
        throw new IllegalArgumentException("no byte: " + value);
    }

    private int idOf(final String token) {
        return List.copyOf(kinds.keySet()).indexOf(token);
    }

    int size() {
        return kinds.size();
    }

    void describe(final GgufWriter writer) {
        writer.put("tokenizer.ggml.tokens", List.copyOf(kinds.keySet()));
        writer.put(
                "tokenizer.ggml.token_type",
                kinds.values().stream().mapToInt(Integer::intValue).toArray());
        if (keys.get("model").equals("gpt2")) {
            writer.put("tokenizer.ggml.merges", merges);
        } else {
            writer.put("tokenizer.ggml.scores", scores());
        }
        keys.forEach(
                (key, value) -> {
                    final String name =
                            key.isEmpty() ? "tokenizer.chat_template" : "tokenizer.ggml." + key;
                    switch (value) {
                        case Integer number -> writer.put(name, number.intValue());
                        case Boolean flag -> writer.put(name, flag.booleanValue());
                        default -> writer.put(name, value.toString());
                    }
                });
    }

    /** Earlier pieces are better, as SentencePiece's trainer numbers them. */
    private float[] scores() {
        final float[] scores = new float[kinds.size()];
        int id = 0;
        for (final int kind : kinds.values()) {
            scores[id] = kind == NORMAL ? -id : 0;
            id++;
        }
        return scores;
    }
}
