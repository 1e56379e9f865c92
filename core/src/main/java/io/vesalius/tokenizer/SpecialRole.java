package io.vesalius.tokenizer;

import java.util.List;

/** What a special token is for, known by its usual names. */
public enum SpecialRole {
    BOS("bos", "<s>", "<bos>", "<|begin_of_text|>", "<|startoftext|>", "<|endoftext|>"),
    EOS("eos", "</s>", "<eos>", "<|end_of_text|>", "<|endoftext|>"),
    EOT("eot", "<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|end|>"),
    UNKNOWN("unknown", "<unk>", "[UNK]"),
    PADDING("padding", "<pad>", "[PAD]", "<|padding|>", "<|endoftext|>"),
    CLASS("cls", "[CLS]"),
    SEPARATOR("seperator", "[SEP]"), // the format's spelling
    MASK("mask", "[MASK]", "<mask>");

    private final String key;
    private final List<String> names;

    SpecialRole(final String key, final String... names) {
        this.key = key;
        this.names = List.of(names);
    }

    /** The word for it in the format's keys. */
    public String key() {
        return key;
    }

    /** The better known first. */
    public List<String> names() {
        return names;
    }
}
