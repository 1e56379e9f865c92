package io.vesalius.tokenizer.json;

import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;

import java.util.Base64;
import java.util.List;

/**
 * What SentencePiece does to a text, as a file spells it out: in normalisers and a pre-tokeniser.
 *
 * @param charsmap a precompiled character map, empty for none
 * @param addsPrefix whether a space is put before a text
 * @param removesExtraSpaces whether one space stands for several, and none at the ends
 */
record PieceStages(byte[] charsmap, boolean addsPrefix, boolean removesExtraSpaces) {
    private static final String MARK = "\u2581";

    /** Whether a BPE is SentencePiece's, by what marks its spaces. */
    static boolean areOf(final JsonPart root) {
        return root.part("normalizer").stages("normalizers").stream()
                        .anyMatch(s -> s.type().equals("Prepend") || s.type().equals("Precompiled"))
                || root.part("pre_tokenizer").stages("pretokenizers").stream()
                        .anyMatch(stage -> stage.type().equals("Metaspace"));
    }

    /**
     * @throws io.vesalius.base.UnsupportedException for stages that SentencePiece doesn't have
     */
    static PieceStages of(final JsonPart root) {
        byte[] charsmap = {};
        boolean prefix = false;
        boolean extraSpaces = true;
        for (final JsonPart stage : root.part("normalizer").stages("normalizers")) {
            switch (stage.type()) {
                case "Precompiled" -> charsmap = charsmap(stage);
                case "NFKC" -> {} // allowed only beside the map, which does it too
                case "Strip" -> extraSpaces = false;
                case "Prepend" -> prefix = marks(stage, "prepend");
                case "Replace" -> extraSpaces &= !replacesRuns(stage);
                default -> throw stage.part("type").unsupported();
            }
        }
        refuseFormAlone(root, charsmap);
        for (final JsonPart stage : root.part("pre_tokenizer").stages("pretokenizers")) {
            switch (stage.type()) {
                case "WhitespaceSplit" -> extraSpaces = false;
                case "Metaspace" -> prefix |= metaspacePrefix(stage);
                case "Split" -> marks(stage.part("pattern"), "String");
                default -> throw stage.part("type").unsupported();
            }
        }
        return new PieceStages(charsmap, prefix, !extraSpaces);
    }

    private static void refuseFormAlone(final JsonPart root, final byte[] charsmap) {
        for (final JsonPart stage : root.part("normalizer").stages("normalizers")) {
            if (charsmap.length == 0 && stage.type().equals("NFKC")) {
                throw stage.part("type").unsupported();
            }
        }
    }

    private static byte[] charsmap(final JsonPart stage) {
        final JsonPart map = stage.part("precompiled_charsmap");
        try {
            return Base64.getDecoder().decode(map.string());
        } catch (IllegalArgumentException e) {
            throw map.bad("must be bytes in base 64");
        }
    }

    private static boolean marks(final JsonPart stage, final String name) {
        if (!stage.part(name).string().equals(MARK)) {
            throw stage.part(name).unsupported();
        }
        return true;
    }

    /** Whether it makes one space of several; else it writes spaces as marks. */
    private static boolean replacesRuns(final JsonPart stage) {
        final JsonPart regex = stage.part("pattern").part("Regex");
        if (regex.isEmpty()) {
            if (!stage.part("pattern").part("String").string().equals(" ")) {
                throw stage.part("pattern").unsupported();
            }
            return !marks(stage, "content");
        }
        final String content = stage.part("content").string();
        if (!regex.string().equals(" {2,}") || !List.of(" ", MARK).contains(content)) {
            throw stage.part("pattern").unsupported();
        }
        return true;
    }

    /** Old files say `add_prefix_space`, new ones `prepend_scheme`. */
    private static boolean metaspacePrefix(final JsonPart stage) {
        marks(stage, "replacement");
        if (!stage.part("prepend_scheme").isEmpty()) {
            return switch (stage.part("prepend_scheme").string()) {
                case "always", "first" -> true;
                case "never" -> false;
                default -> throw stage.part("prepend_scheme").unsupported();
            };
        }
        return stage.part("add_prefix_space").flag(true);
    }

    void describe(final Keys keys) {
        keys.put("pre", new GgufValue.Text("default"));
        keys.flag("add_space_prefix", addsPrefix);
        keys.flag("remove_extra_whitespaces", removesExtraSpaces);
        if (charsmap.length > 0) {
            final long[] bytes = new long[charsmap.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = charsmap[i] & 0xFF;
            }
            keys.put("precompiled_charsmap", new GgufValue.Wholes(GgufType.UINT8, bytes));
        }
    }
}
