package io.vesalius.tokenizer;

import io.vesalius.base.BadFileException;
import io.vesalius.format.GgufMetadata;

import java.util.Locale;

/** Builds the stages that a model file's metadata asks for. */
final class TokenizerReader {
    private static final String MODEL = "tokenizer.ggml.model";
    private static final String PRE = "tokenizer.ggml.pre";
    private static final String MERGES = "tokenizer.ggml.merges";
    private static final String ADD_PREFIX = "tokenizer.ggml.add_space_prefix";
    private static final String REMOVE_SPACES = "tokenizer.ggml.remove_extra_whitespaces";
    private static final String LOWER_CASE = "tokenizer.ggml.normalizer.lowercase";
    private static final String STRIP_ACCENTS = "tokenizer.ggml.normalizer.strip_accents";

    private final GgufMetadata metadata;
    private final ModelType type;
    private final Vocabulary vocabulary;
    private final SpecialIds ids;

    private TokenizerReader(final GgufMetadata metadata) {
        this.metadata = metadata;
        this.type = ModelType.of(metadata.string(MODEL));
        this.vocabulary = Vocabulary.read(metadata);
        this.ids = SpecialIds.read(metadata, type, vocabulary.size());
    }

    static Tokenizer read(final GgufMetadata metadata) {
        final TokenizerReader reader = new TokenizerReader(metadata);
        final Pipeline pipeline =
                switch (reader.type) {
                    case GPT2 -> reader.byteLevel();
                    case LLAMA -> reader.sentencePiece();
                    case T5 -> reader.unigram();
                    case BERT -> reader.wordPiece();
                };
        return new Tokenizer(
                pipeline,
                reader.ids,
                Markup.ends(metadata, reader.vocabulary, reader.ids),
                reader.losesNothing());
    }

    /** Whether every byte of a text is in some token. */
    private boolean losesNothing() {
        return switch (type) {
            case GPT2 -> !Scheme.of(metadata.string(PRE)).composes();
            case LLAMA ->
                    Charsmap.read(metadata) == null
                            && !metadata.flag(REMOVE_SPACES, false)
                            && !stripsAfterControl()
                            && ByteFallback.of(vocabulary, ids.unk()).byteIds().length > 0;
            case T5, BERT -> false;
        };
    }

    private Pipeline byteLevel() {
        if (!metadata.has(PRE)) {
            throw new BadFileException(
                    "metadata key '%s' is missing: a byte-level vocabulary can't be used without the name of its rules; convert the model again"
                            .formatted(PRE));
        }
        final Scheme scheme = Scheme.of(metadata.string(PRE));
        final TokenTable tokens = TokenTable.ofByteLevel(vocabulary);
        final ByteIndex index = new ByteIndex(tokens);
        return pipeline(
                scheme.composes() ? new Normalizer.Composed() : new Normalizer.Identity(),
                scheme.splits(),
                ByteLevelBpe.of(
                        vocabulary,
                        metadata.strings(MERGES),
                        new WholePieces(index, tokens.size(), scheme.wholePieces())),
                scheme.addsBos(),
                Decoder.ofBytes(tokens),
                index);
    }

    private Pipeline sentencePiece() {
        final TokenTable tokens = TokenTable.ofText(vocabulary);
        final ByteIndex index = new ByteIndex(tokens);
        final boolean prefix = metadata.flag(ADD_PREFIX, true);
        return pipeline(
                new SentencePieceNormalizer(
                        Charsmap.read(metadata), prefix, metadata.flag(REMOVE_SPACES, false)),
                spaceBorders(),
                new SentencePieceBpe(
                        tokens,
                        index,
                        vocabulary.scores(),
                        ByteFallback.of(vocabulary, ids.unk()),
                        new PieceCache()),
                true,
                Decoder.ofPieces(tokens, prefix),
                index);
    }

    private Pipeline unigram() {
        final TokenTable tokens = TokenTable.ofText(vocabulary);
        final ByteIndex index = new ByteIndex(tokens);
        final boolean prefix = metadata.flag(ADD_PREFIX, false);
        return pipeline(
                new SentencePieceNormalizer(
                        Charsmap.read(metadata), prefix, metadata.flag(REMOVE_SPACES, false)),
                spaceBorders(),
                Unigram.of(vocabulary, tokens, index, ByteFallback.of(vocabulary, ids.unk())),
                false,
                Decoder.ofPieces(tokens, prefix),
                index);
    }

    private PreTokenizer spaceBorders() {
        return Split.BeforeSpaceMarks.fits(vocabulary)
                ? new PreTokenizer(new Split.BeforeSpaceMarks())
                : new PreTokenizer();
    }

    private Pipeline wordPiece() {
        if (ids.unk().isEmpty()) {
            throw new BadFileException(
                    "metadata key 'tokenizer.ggml.unknown_token_id' is missing, and a WordPiece"
                            + " vocabulary needs it");
        }
        final TokenTable tokens = TokenTable.ofText(vocabulary);
        final ByteIndex index = new ByteIndex(tokens);
        final boolean lowerCase = metadata.flag(LOWER_CASE, true);
        return pipeline(
                new BertNormalizer(lowerCase, metadata.flag(STRIP_ACCENTS, lowerCase)),
                new PreTokenizer(new Split.BertWords()),
                new WordPiece(index, ids.unk().getAsInt(), new PieceCache()),
                true,
                Decoder.ofPieces(tokens, true),
                index);
    }

    private Pipeline pipeline(
            final Normalizer normalizer,
            final PreTokenizer preTokenizer,
            final TokenModel model,
            final boolean bosByDefault,
            final Decoder decoder,
            final ByteIndex index) {
        return new Pipeline(
                new AddedTokens(vocabulary),
                normalizer,
                preTokenizer,
                model,
                PostProcessor.read(metadata, type, ids, bosByDefault),
                decoder,
                decoder.tokens(),
                index,
                stripsAfterControl());
    }

    /**
     * Phi-3's control tokens swallow the white space after them; files don't say so but by their
     * name.
     */
    private boolean stripsAfterControl() {
        final String name = metadata.string("general.name", "").toLowerCase(Locale.ROOT);
        return type == ModelType.LLAMA && (name.contains("phi-3") || name.contains("phi3"));
    }
}
