package io.vesalius.tokenizer;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;
import io.vesalius.format.GgufMetadata;

import java.util.OptionalInt;

/**
 * The stage that puts a text's ids between the tokens which say that it starts and ends.
 *
 * @param first BOS, or BERT's class token
 * @param last EOS, or BERT's separator
 * @param addsFirst whether the model wants `first` before a prompt
 * @param addsLast whether it wants `last` after one
 */
record PostProcessor(OptionalInt first, OptionalInt last, boolean addsFirst, boolean addsLast) {
    private static final String ADD_BOS = "tokenizer.ggml.add_bos_token";
    private static final String ADD_EOS = "tokenizer.ggml.add_eos_token";

    /**
     * @param bosByDefault whether vocabularies of this kind add BOS where the file is silent
     * @throws BadFileException when the file asks for a token that it doesn't have
     */
    static PostProcessor read(
            final GgufMetadata metadata,
            final ModelType type,
            final SpecialIds ids,
            final boolean bosByDefault) {
        final boolean bert = type == ModelType.BERT;
        final OptionalInt last = bert ? ids.sep() : ids.eos();
        final boolean eosByDefault = bert || type == ModelType.T5;
        return new PostProcessor(
                ids.bos(),
                last,
                adds(metadata, ADD_BOS, ids.bos(), bosByDefault),
                adds(metadata, ADD_EOS, last, eosByDefault));
    }

    private static boolean adds(
            final GgufMetadata metadata,
            final String key,
            final OptionalInt id,
            final boolean fallback) {
        if (!metadata.has(key)) {
            return fallback && id.isPresent();
        }
        if (metadata.flag(key) && id.isEmpty()) {
            throw new BadFileException(
                    "metadata key '" + key + "' is true, and the vocabulary has no such token");
        }
        return metadata.flag(key);
    }

    void open(final EncodeOptions options, final IntList ids) {
        if (options.addBos()) {
            ids.add(required(first, "add_bos", "beginning-of-sequence"));
        }
    }

    void close(final EncodeOptions options, final IntList ids) {
        if (options.addEos()) {
            ids.add(required(last, "add_eos", "end-of-sequence"));
        }
    }

    private static int required(
            final OptionalInt id, final String parameter, final String meaning) {
        return id.orElseThrow(
                () ->
                        new BadRequestException(
                                parameter,
                                "%s: this vocabulary has no %s token; don't ask for it"
                                        .formatted(parameter, meaning)));
    }
}
