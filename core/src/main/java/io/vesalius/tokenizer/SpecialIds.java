package io.vesalius.tokenizer;

import io.vesalius.base.BadFileException;
import io.vesalius.format.GgufMetadata;

import java.util.OptionalInt;

/**
 * The ids that have a role, from `tokenizer.ggml.*_token_id`, with what each kind of vocabulary
 * means where the file is silent.
 */
record SpecialIds(
        OptionalInt bos,
        OptionalInt eos,
        OptionalInt eot,
        OptionalInt eom,
        OptionalInt unk,
        OptionalInt sep,
        OptionalInt pad,
        OptionalInt mask) {
    /** The ids of a vocabulary that doesn't say. */
    private record Defaults(int bos, int eos, int unk, int sep, int pad, int mask) {
        static Defaults of(final ModelType type) {
            return switch (type) {
                case GPT2 -> new Defaults(-1, -1, -1, -1, -1, -1);
                case LLAMA -> new Defaults(1, 2, 0, -1, -1, -1);
                case T5 -> new Defaults(-1, 1, 2, -1, 0, -1);
                case BERT -> new Defaults(101, -1, 100, 102, 0, 103);
            };
        }
    }

    /**
     * @throws BadFileException when an id is outside the vocabulary
     */
    static SpecialIds read(final GgufMetadata metadata, final ModelType type, final int size) {
        final Defaults defaults = Defaults.of(type);
        final OptionalInt bos = id(metadata, "bos", size, -1);
        final OptionalInt separator = id(metadata, "seperator", size, -1); // the format's spelling
        return new SpecialIds(
                bos.isPresent() ? bos : id(metadata, "cls", size, defaults.bos()),
                id(metadata, "eos", size, defaults.eos()),
                id(metadata, "eot", size, -1),
                id(metadata, "eom", size, -1),
                id(metadata, "unknown", size, defaults.unk()),
                separator.isPresent() ? separator : id(metadata, "separator", size, defaults.sep()),
                id(metadata, "padding", size, defaults.pad()),
                id(metadata, "mask", size, defaults.mask()));
    }

    static OptionalInt id(
            final GgufMetadata metadata, final String role, final int size, final int fallback) {
        final String key = "tokenizer.ggml." + role + "_token_id";
        if (!metadata.has(key)) {
            return fallback < 0 || fallback >= size
                    ? OptionalInt.empty()
                    : OptionalInt.of(fallback);
        }
        final long id = metadata.integer(key);
        if (id < 0 || id >= size) {
            throw new BadFileException(
                    "metadata key '%s' is %d: it must be from 0 to %d, the vocabulary's last id"
                            .formatted(key, id, size - 1));
        }
        return OptionalInt.of((int) id);
    }
}
