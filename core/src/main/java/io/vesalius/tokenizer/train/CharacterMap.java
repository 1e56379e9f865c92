package io.vesalius.tokenizer.train;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Map;
import java.util.TreeMap;

/**
 * The character map that SentencePiece calls `nmt_nfkc`: Unicode's form KC (UAX 15) by the JDK's
 * tables, white space as plain spaces, control characters and invisible marks dropped. A map
 * replaces the longest sequence it knows, so composed characters are keyed by every usual way to
 * spell them in parts.
 */
final class CharacterMap {
    private final Map<String, String> map = new TreeMap<>();

    private CharacterMap() {}

    /** The map as the bytes that model files carry. */
    static byte[] precompiled() {
        return DoubleArray.of(map());
    }

    /** Texts to what replaces them. */
    static Map<String, String> map() {
        final CharacterMap made = new CharacterMap();
        for (int read = 1; read <= Character.MAX_CODE_POINT; read++) {
            if (mayChange(read)) {
                made.add(read);
            }
        }
        return made.map;
    }

    /** Only for time: most of Unicode is ideographs, which stay as they are, or unassigned. */
    private static boolean mayChange(final int read) {
        return switch (Character.getType(read)) {
            case Character.UNASSIGNED, Character.PRIVATE_USE, Character.SURROGATE -> false;
            case Character.OTHER_LETTER -> !Character.isIdeographic(read) || isCompatible(read);
            default -> true;
        };
    }

    private static boolean isCompatible(final int read) {
        return read >= 0xF900 && read <= 0xFAFF || read >= 0x2F800 && read <= 0x2FA1F;
    }

    private void add(final int read) {
        final String text = Character.toString(read);
        if (isSpace(read) || isDropped(read) || !Normalizer.isNormalized(text, Form.NFKD)) {
            put(text);
            addSpellings(text, Normalizer.normalize(text, Form.NFD));
        }
    }

    private void addSpellings(final String text, final String parts) {
        final int count = parts.codePointCount(0, parts.length());
        if (count > 1 && Normalizer.normalize(parts, Form.NFC).equals(text)) {
            put(parts);
            for (int split = 2; split < count; split++) {
                final int end = parts.offsetByCodePoints(0, split);
                put(Normalizer.normalize(parts.substring(0, end), Form.NFC) + parts.substring(end));
            }
            putSwapped(parts);
        }
    }

    /** Two marks the other way round, where they mean the same. */
    private void putSwapped(final String parts) {
        final int[] read = parts.codePoints().toArray();
        if (read.length == 3) {
            final String swapped = new String(new int[] {read[0], read[2], read[1]}, 0, 3);
            if (Normalizer.normalize(swapped, Form.NFD).equals(parts)) {
                put(swapped);
                final String begun =
                        Normalizer.normalize(swapped.substring(0, end(swapped)), Form.NFC);
                put(begun + swapped.substring(end(swapped)));
            }
        }
    }

    private static int end(final String text) {
        return text.offsetByCodePoints(0, 2);
    }

    private void put(final String text) {
        final StringBuilder normal = new StringBuilder();
        Normalizer.normalize(text, Form.NFKC).codePoints().forEach(read -> append(read, normal));
        if (!text.contentEquals(normal)) {
            map.put(text, normal.toString());
        }
    }

    private static void append(final int read, final StringBuilder out) {
        if (isSpace(read)) {
            out.append(' ');
        } else if (!isDropped(read)) {
            out.appendCodePoint(read);
        }
    }

    /** White space, marks that separate without showing, and the mark that stands for a space. */
    private static boolean isSpace(final int read) {
        return switch (read) {
            case '\t', '\n', '\f', '\r', 0x1680, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD -> true;
            default -> read >= 0x200B && read <= 0x200F || read == 0x3000;
        };
    }

    private static boolean isDropped(final int read) {
        return read < ' ' || read == 0x7F || read == 0x8F || read == 0x9F;
    }
}
