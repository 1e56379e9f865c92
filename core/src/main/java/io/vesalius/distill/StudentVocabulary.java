package io.vesalius.distill;

import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;
import io.vesalius.format.GgufWriter;
import io.vesalius.tokenizer.Tokenizer;
import io.vesalius.tokenizer.train.Corpus;
import io.vesalius.tokenizer.train.SentencePieceBpeTrainer;
import io.vesalius.tokenizer.train.SentencePieceOptions;
import io.vesalius.tokenizer.train.TrainingOptions;
import io.vesalius.tokenizer.train.TrainingProgress;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The student's tokens, and how a document becomes a sequence of them: BOS, the text, EOS where it
 * ended.
 *
 * @param keys `tokenizer.*` of its file
 * @param end what follows a text that ended
 */
record StudentVocabulary(
        Map<String, GgufValue> keys, Tokenizer tokenizer, int size, int bos, int end) {
    private static final String PREFIX = "tokenizer.";
    private static final String TEMPLATE = "tokenizer.chat_template";

    /** A student of plain text goes on from what was said last. */
    private static final String CONTINUE = "{{ messages[-1]['content'] }}";

    /** The teacher's own. */
    static StudentVocabulary of(final GgufMetadata teacher) {
        final Map<String, GgufValue> keys = new LinkedHashMap<>();
        teacher.keys().stream()
                .filter(key -> key.startsWith(PREFIX))
                .forEach(key -> keys.put(key, teacher.value(key)));
        return of(keys);
    }

    /** A new one: SentencePiece's BPE, which loses nothing of a text. */
    static StudentVocabulary train(
            final List<Document> documents,
            final int size,
            final int threads,
            final TrainingProgress progress) {
        final SentencePieceOptions settings = new SentencePieceOptions(1, 16, true, true);
        final TrainingOptions options =
                TrainingOptions.of(size)
                        .withSpecialTokens("<unk>", "<s>", "</s>")
                        .withThreads(threads);
        final Corpus corpus = Corpus.ofTexts(documents.stream().map(Document::text).toList());
        final GgufMetadata trained =
                new SentencePieceBpeTrainer(settings).train(corpus, options, progress).metadata();
        final Map<String, GgufValue> keys = new LinkedHashMap<>();
        trained.keys().forEach(key -> keys.put(key, trained.value(key)));
        keys.put("tokenizer.ggml.add_bos_token", new GgufValue.Flag(true));
        return of(keys);
    }

    private static StudentVocabulary of(final Map<String, GgufValue> keys) {
        keys.putIfAbsent(TEMPLATE, new GgufValue.Text(CONTINUE));
        final GgufMetadata metadata = new GgufMetadata(keys);
        final Tokenizer tokenizer = Tokenizer.from(metadata);
        if (tokenizer.bosId().isEmpty() || tokenizer.eosId().isEmpty()) {
            throw new UnsupportedException(
                    "the teacher's vocabulary has no BOS or no EOS token, which a student's texts"
                            + " begin and end with: train a vocabulary of its own (--vocab)");
        }
        return new StudentVocabulary(
                keys,
                tokenizer,
                metadata.strings("tokenizer.ggml.tokens").size(),
                tokenizer.bosId().getAsInt(),
                tokenizer.eosId().getAsInt());
    }

    /** The same with another end, which models then stop at too. */
    StudentVocabulary endingWith(final int id) {
        final Map<String, GgufValue> more = new LinkedHashMap<>(keys);
        more.put("tokenizer.ggml.eot_token_id", new GgufValue.Whole(GgufType.UINT32, id));
        return new StudentVocabulary(more, tokenizer, size, bos, id);
    }

    List<int[]> encode(final List<Document> documents) {
        return documents.parallelStream().map(this::encode).toList();
    }

    /** As much of a document as a context holds. */
    Document cut(final Document document, final int context) {
        final int[] all = encode(document);
        return all.length - 1 <= context
                ? document
                : new Document(tokenizer.decode(Arrays.copyOfRange(all, 1, context + 1)), false);
    }

    private int[] encode(final Document document) {
        final int[] text = tokenizer.encode(document.text());
        final int[] ids = new int[text.length + (document.ended() ? 2 : 1)];
        ids[0] = bos;
        System.arraycopy(text, 0, ids, 1, text.length);
        if (document.ended()) {
            ids[ids.length - 1] = end;
        }
        return ids;
    }

    void describe(final GgufWriter writer) {
        keys.forEach(writer::put);
    }
}
