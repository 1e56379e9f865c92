package io.vesalius.tokenizer;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufMetadata;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A model's tokeniser: text to the ids the model was trained on, and back.
 *
 * <p>Text goes through a normaliser, a pre-tokeniser that cuts it into pieces, a model that spells
 * each piece in tokens, and a post-processor that adds what opens and closes a sequence; a decoder
 * goes back. Lone surrogates, which are no characters, are encoded as U+FFFD. Byte-level and
 * SentencePiece vocabularies without a normaliser lose nothing: decoding gives the text (in
 * SentencePiece's, U+2581 comes back as the space it stands for).
 */
public final class Tokenizer {
    private final Pipeline pipeline;
    private final SpecialIds ids;
    private final Set<Integer> ends;
    private final int mostBytes; // of a token; 0 where a token may stand for any number

    /**
     * @param losesNothing whether every byte of a text is in some token
     */
    Tokenizer(
            final Pipeline pipeline,
            final SpecialIds ids,
            final Set<Integer> ends,
            final boolean losesNothing) {
        this.pipeline = pipeline;
        this.ids = ids;
        this.ends = Set.copyOf(ends);
        mostBytes = losesNothing ? pipeline.tokens().longest() : 0;
    }

    /**
     * The tokeniser of a model file.
     *
     * @throws BadFileException when the vocabulary contradicts itself
     * @throws UnsupportedException for a kind of vocabulary, or a pre-tokeniser, that isn't built
     */
    public static Tokenizer from(final GgufMetadata metadata) {
        return TokenizerReader.read(metadata);
    }

    /** The ids of a text alone: nothing added, control tokens in it stay text. */
    public int[] encode(final String text) {
        return encode(text, EncodeOptions.PLAIN);
    }

    /**
     * The ids of one text.
     *
     * @throws BadRequestException when a token is to be added that the vocabulary lacks
     */
    public int[] encode(final String text, final EncodeOptions options) {
        final IntList list = new IntList();
        pipeline.postProcessor().open(options, list);
        pipeline.encode(
                List.of(options.parseSpecial() ? Segment.control(text) : Segment.text(text)), list);
        pipeline.postProcessor().close(options, list);
        return list.toArray();
    }

    /**
     * How many tokens a text has at least: known from its bytes alone, so that one far too long
     * needn't be encoded. 1 where the vocabulary doesn't let that be said.
     */
    public long fewestTokens(final String text) {
        return mostBytes == 0 ? 1 : Math.ceilDiv(Utf8.length(text), mostBytes);
    }

    /**
     * The ids of many texts, on all cores.
     *
     * @return the ids of each text, in their order
     * @throws BadRequestException what the first text that can't be encoded throws
     */
    public List<int[]> encodeAll(final List<String> texts, final EncodeOptions options) {
        final List<Encoded> encoded =
                texts.parallelStream().map(text -> tryEncode(text, options)).toList();
        return encoded.stream().map(Encoded::get).toList();
    }

    private Encoded tryEncode(final String text, final EncodeOptions options) {
        try {
            return new Encoded(encode(text, options), null);
        } catch (final BadRequestException failure) {
            return new Encoded(new int[0], failure);
        }
    }

    /** What one text of many became. */
    private record Encoded(int[] ids, @Nullable BadRequestException failure) {
        int[] get() {
            if (failure != null) {
                throw failure;
            }
            return ids;
        }
    }

    /**
     * The ids of a rendered prompt. Control tokens are recognised only within trusted segments
     * (next to each other they count as one), and only they split: what lies between two of them is
     * encoded as one string, whoever wrote it.
     */
    public int[] encode(final List<Segment> segments) {
        final IntList list = new IntList();
        pipeline.encode(segments, list);
        return list.toArray();
    }

    /** The text of some ids as a whole, without control tokens. */
    public String decode(final int... ids) {
        return decode(ids, DecodeOptions.TEXT);
    }

    /**
     * The text of some ids; bytes that are no UTF-8 become U+FFFD.
     *
     * @throws BadRequestException when the vocabulary has no such id
     */
    public String decode(final int[] ids, final DecodeOptions options) {
        final Decoder decoder = pipeline.decoder();
        final TokenTable texts = decoder.texts();
        final ByteList bytes = new ByteList(4 * ids.length);
        boolean first = options.startOfText();
        for (final int id : ids) {
            check(id);
            if (decoder.isVisible(id, options.keepControl())) {
                bytes.add(texts.blob(), decoder.start(id, first), texts.end(id));
                first = false;
            }
        }
        return bytes.utf8();
    }

    public StreamingDecoder streamingDecoder(final DecodeOptions options) {
        return new StreamingDecoder(this, pipeline.decoder(), options);
    }

    /** Whether the model wants BOS (BERT: the class token) before a prompt. */
    public boolean addsBos() {
        return pipeline.postProcessor().addsFirst();
    }

    /** Whether the model wants EOS (BERT: the separator) after a text. */
    public boolean addsEos() {
        return pipeline.postProcessor().addsLast();
    }

    /** Beginning of sequence; BERT's class token. */
    public OptionalInt bosId() {
        return ids.bos();
    }

    public OptionalInt eosId() {
        return ids.eos();
    }

    /** End of turn, where the file names one. */
    public OptionalInt eotId() {
        return ids.eot();
    }

    public OptionalInt unkId() {
        return ids.unk();
    }

    public OptionalInt sepId() {
        return ids.sep();
    }

    public OptionalInt padId() {
        return ids.pad();
    }

    public OptionalInt maskId() {
        return ids.mask();
    }

    /** The ids after which an answer is complete: end of sequence, of turn, of message. */
    public Set<Integer> endOfGenerationIds() {
        return ends;
    }

    public int vocabSize() {
        return pipeline.tokens().size();
    }

    /** The id of a token by its text: of a control token its name, else the text it stands for. */
    public OptionalInt id(final String text) {
        return pipeline.id(text);
    }

    /**
     * The bytes that a token adds to a text, of a control token its name. May be part of a
     * character.
     *
     * @throws BadRequestException when the vocabulary has no such id
     */
    public byte[] bytes(final int id) {
        check(id);
        return pipeline.decoder().texts().bytes(id);
    }

    /** A token for people to read; what is part of a character shows as U+FFFD. */
    public String piece(final int id) {
        return new String(bytes(id), StandardCharsets.UTF_8);
    }

    public TokenKind kind(final int id) {
        check(id);
        return pipeline.tokens().kind(id);
    }

    void check(final int id) {
        if (id < 0 || id >= vocabSize()) {
            throw new BadRequestException(
                    "ids",
                    "token id %d is not in the vocabulary: ids go from 0 to %d"
                            .formatted(id, vocabSize() - 1));
        }
    }
}
