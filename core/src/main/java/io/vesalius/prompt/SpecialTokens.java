package io.vesalius.prompt;

import io.vesalius.base.BadFileException;
import io.vesalius.format.GgufMetadata;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names by which templates know a vocabulary's special tokens. */
public final class SpecialTokens {
    private static final Map<String, String> KEYS = keys();

    private SpecialTokens() {}

    private static Map<String, String> keys() {
        final Map<String, String> keys = new LinkedHashMap<>();
        keys.put("bos_token", "tokenizer.ggml.bos_token_id");
        keys.put("eos_token", "tokenizer.ggml.eos_token_id");
        keys.put("unk_token", "tokenizer.ggml.unknown_token_id");
        keys.put("sep_token", "tokenizer.ggml.seperator_token_id"); // spelled so by GGUF
        keys.put("pad_token", "tokenizer.ggml.padding_token_id");
        keys.put("cls_token", "tokenizer.ggml.cls_token_id");
        keys.put("mask_token", "tokenizer.ggml.mask_token_id");
        return keys;
    }

    /** All names. */
    public static Set<String> names() {
        return KEYS.keySet();
    }

    /**
     * The texts of those that a model file names; others are left out.
     *
     * @throws BadFileException when an id lies outside the vocabulary
     */
    public static Map<String, String> from(final GgufMetadata metadata) {
        final Map<String, String> texts = new LinkedHashMap<>();
        if (!metadata.has("tokenizer.ggml.tokens")) {
            return texts;
        }
        final List<String> tokens = metadata.strings("tokenizer.ggml.tokens");
        KEYS.forEach(
                (name, key) -> {
                    // All bits set is how some files say that there is none.
                    if (metadata.has(key) && (int) metadata.integer(key) != -1) {
                        final int id = metadata.integer(key, 0, tokens.size() - 1);
                        texts.put(name, tokens.get(id));
                    }
                });
        return texts;
    }
}
