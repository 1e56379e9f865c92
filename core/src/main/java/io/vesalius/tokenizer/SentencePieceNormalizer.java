package io.vesalius.tokenizer;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * SentencePiece's normaliser (Kudo and Richardson 2018): characters replaced by a map, extra white
 * space taken out, a space put before the first word, and spaces written U+2581.
 *
 * @param map null where characters stay
 * @param addsPrefix whether a text starts with a space it doesn't have
 * @param removesExtraSpaces whether spaces at both ends go, and one stands for several
 */
record SentencePieceNormalizer(
        @Nullable Charsmap map, boolean addsPrefix, boolean removesExtraSpaces)
        implements Normalizer {
    private static final char MARK = '\u2581';

    @Override
    public String normalize(final String text, final boolean first, final boolean last) {
        String mapped = map == null ? text : mapped(text, map);
        if (removesExtraSpaces) {
            mapped = withoutExtraSpaces(mapped, first, last);
        }
        final boolean nothing = mapped.isEmpty() && last;
        final String prefix = first && addsPrefix && !nothing ? String.valueOf(MARK) : "";
        return prefix + mapped.replace(' ', MARK);
    }

    private static String withoutExtraSpaces(
            final String text, final boolean first, final boolean last) {
        final StringBuilder kept = new StringBuilder(text.length());
        boolean afterSpace = first;
        for (int i = 0; i < text.length(); i++) {
            final boolean space = text.charAt(i) == ' ';
            if (!space || !afterSpace) {
                kept.append(text.charAt(i));
            }
            afterSpace = space;
        }
        final boolean ends = last && !kept.isEmpty() && kept.charAt(kept.length() - 1) == ' ';
        return ends ? kept.substring(0, kept.length() - 1) : kept.toString();
    }

    private static String mapped(final String text, final Charsmap map) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        final ByteArrayOutputStream mapped = new ByteArrayOutputStream(bytes.length + 16);
        for (int at = 0; at < bytes.length; ) {
            final Charsmap.Match match = map.match(bytes, at);
            if (match != null) {
                final int start = match.replacement();
                mapped.write(map.replacements(), start, map.end(start) - start);
                at += match.length();
            } else {
                final int length = Math.min(bytes.length - at, Utf8.length(bytes[at]));
                mapped.write(bytes, at, length);
                at += length;
            }
        }
        return mapped.toString(StandardCharsets.UTF_8);
    }
}
