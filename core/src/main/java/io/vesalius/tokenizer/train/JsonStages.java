package io.vesalius.tokenizer.train;

import io.vesalius.tokenizer.SpecialRole;

import tools.jackson.core.JsonGenerator;

/**
 * The stages around the model in tokenizer.json: normaliser, pre-tokeniser, post-processor,
 * decoder.
 */
final class JsonStages {
    private static final String SPACE_MARK = "\u2581";

    private final JsonGenerator json;
    private final TrainedVocabulary vocabulary;

    JsonStages(final JsonGenerator json, final TrainedVocabulary vocabulary) {
        this.json = json;
        this.vocabulary = vocabulary;
    }

    private void start(final String name, final String type) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("type", type);
    }

    private void item(final String type) {
        json.writeStartObject();
        json.writeStringProperty("type", type);
    }

    void byteLevel() {
        json.writeNullProperty("normalizer");
        byteLevel("pre_tokenizer", false);
        json.writeNullProperty("post_processor");
        byteLevel("decoder", true);
    }

    private void byteLevel(final String name, final boolean addsPrefix) {
        start(name, "ByteLevel");
        json.writeBooleanProperty("add_prefix_space", addsPrefix);
        json.writeBooleanProperty("trim_offsets", true);
        json.writeBooleanProperty("use_regex", true);
        json.writeEndObject();
    }

    void sentencePiece(final SentencePieceStages stages) {
        start("normalizer", "Sequence");
        json.writeArrayPropertyStart("normalizers");
        if (stages.removesExtraSpaces()) {
            precompiled(stages.charsmap());
            item("Strip");
            json.writeBooleanProperty("strip_left", true);
            json.writeBooleanProperty("strip_right", true);
            json.writeEndObject();
            replace("Regex", " {2,}", " ");
        } else {
            item("Prepend");
            json.writeStringProperty("prepend", SPACE_MARK);
            json.writeEndObject();
            replace("String", " ", SPACE_MARK);
        }
        json.writeEndArray();
        json.writeEndObject();
        beforeSpaces(stages.removesExtraSpaces());
        json.writeNullProperty("post_processor");
        spacesBack();
    }

    /**
     * Form KC first: Hugging Face's reader of such maps looks up most characters alone, where
     * SentencePiece finds the longest sequence.
     */
    private void precompiled(final byte[] charsmap) {
        item("NFKC");
        json.writeEndObject();
        item("Precompiled");
        json.writeBinaryProperty("precompiled_charsmap", charsmap);
        json.writeEndObject();
    }

    private void replace(final String kind, final String what, final String by) {
        item("Replace");
        json.writeObjectPropertyStart("pattern");
        json.writeStringProperty(kind, what);
        json.writeEndObject();
        json.writeStringProperty("content", by);
        json.writeEndObject();
    }

    private void beforeSpaces(final boolean escapes) {
        if (escapes) {
            start("pre_tokenizer", "Metaspace");
            json.writeStringProperty("replacement", SPACE_MARK);
            json.writeStringProperty("prepend_scheme", "always");
            json.writeBooleanProperty("split", true);
        } else {
            start("pre_tokenizer", "Split");
            json.writeObjectPropertyStart("pattern");
            json.writeStringProperty("String", SPACE_MARK);
            json.writeEndObject();
            json.writeStringProperty("behavior", "MergedWithNext");
            json.writeBooleanProperty("invert", false);
        }
        json.writeEndObject();
    }

    private void spacesBack() {
        start("decoder", "Sequence");
        json.writeArrayPropertyStart("decoders");
        replace("String", SPACE_MARK, " ");
        item("ByteFallback");
        json.writeEndObject();
        item("Fuse");
        json.writeEndObject();
        item("Strip");
        json.writeStringProperty("content", " ");
        json.writeNumberProperty("start", 1);
        json.writeNumberProperty("stop", 0);
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    void bert(final boolean lowerCase) {
        start("normalizer", "BertNormalizer");
        json.writeBooleanProperty("clean_text", true);
        json.writeBooleanProperty("handle_chinese_chars", true);
        json.writeNullProperty("strip_accents");
        json.writeBooleanProperty("lowercase", lowerCase);
        json.writeEndObject();
        start("pre_tokenizer", "BertPreTokenizer");
        json.writeEndObject();
        bertTemplate();
        start("decoder", "WordPiece");
        json.writeStringProperty("prefix", "##");
        json.writeBooleanProperty("cleanup", true);
        json.writeEndObject();
    }

    private void bertTemplate() {
        start("post_processor", "TemplateProcessing");
        json.writeArrayPropertyStart("single");
        special(SpecialRole.CLASS, 0);
        text("A", 0);
        special(SpecialRole.SEPARATOR, 0);
        json.writeEndArray();
        json.writeArrayPropertyStart("pair");
        special(SpecialRole.CLASS, 0);
        text("A", 0);
        special(SpecialRole.SEPARATOR, 0);
        text("B", 1);
        special(SpecialRole.SEPARATOR, 1);
        json.writeEndArray();
        json.writeObjectPropertyStart("special_tokens");
        define(SpecialRole.CLASS);
        define(SpecialRole.SEPARATOR);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void special(final SpecialRole role, final int type) {
        part("SpecialToken", role.names().getFirst(), type);
    }

    private void text(final String name, final int type) {
        part("Sequence", name, type);
    }

    private void part(final String kind, final String name, final int type) {
        json.writeStartObject();
        json.writeObjectPropertyStart(kind);
        json.writeStringProperty("id", name);
        json.writeNumberProperty("type_id", type);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void define(final SpecialRole role) {
        final String name = role.names().getFirst();
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("id", name);
        json.writeArrayPropertyStart("ids");
        json.writeNumber(vocabulary.markup(role.names()).orElseThrow());
        json.writeEndArray();
        json.writeArrayPropertyStart("tokens");
        json.writeString(name);
        json.writeEndArray();
        json.writeEndObject();
    }
}
