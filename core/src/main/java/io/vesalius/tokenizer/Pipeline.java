package io.vesalius.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/**
 * The five stages in a row, and before them the tokens that are taken whole.
 *
 * @param stripsAfter whether white space after a control token goes, as Phi-3's tokens ask
 */
record Pipeline(
        AddedTokens added,
        Normalizer normalizer,
        PreTokenizer preTokenizer,
        TokenModel model,
        PostProcessor postProcessor,
        Decoder decoder,
        TokenTable tokens,
        ByteIndex index,
        boolean stripsAfter) {
    void encode(final List<Segment> segments, final IntList ids) {
        if (segments.size() == 1) {
            final String text = segments.getFirst().text();
            new Encoding(text, segments, new int[] {text.length()}, ids).run();
            return;
        }
        final StringBuilder joined = new StringBuilder();
        final int[] ends = new int[segments.size()];
        for (int i = 0; i < ends.length; i++) {
            joined.append(segments.get(i).text());
            ends[i] = joined.length();
        }
        new Encoding(joined.toString(), segments, ends, ids).run();
    }

    OptionalInt id(final String text) {
        final int whole = text.isEmpty() ? -1 : added.match(text, 0, text.length());
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (whole >= 0 && java.util.Arrays.equals(tokens.bytes(whole), bytes)) {
            return OptionalInt.of(whole);
        }
        final byte[] marked =
                decoder.marksSpaces()
                        ? text.replace(' ', '\u2581').getBytes(StandardCharsets.UTF_8)
                        : bytes;
        final int id = index.find(marked, 0, marked.length);
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** One text on its way through the stages. */
    private final class Encoding {
        private final String text;
        private final List<Segment> segments;
        private final int[] ends; // of each segment in the text
        private final IntList ids;
        private final TokenModel.Encoder encoder = model.encoder();
        private byte[] piece = new byte[256];
        private boolean first = true; // nothing since the start or a control token

        Encoding(
                final String text,
                final List<Segment> segments,
                final int[] ends,
                final IntList ids) {
            this.text = text;
            this.segments = segments;
            this.ends = ends;
            this.ids = ids;
        }

        void run() {
            int start = 0;
            int segment = 0;
            int trustedEnd = 0;
            for (int at = 0; at < text.length(); ) {
                while (ends[segment] <= at) {
                    segment++;
                }
                if (trustedEnd <= at) {
                    trustedEnd = trustedEnd(segment, at);
                }
                if (trustedEnd == at && !added.anyInText()) {
                    at = ends[segment];
                    continue;
                }
                final int id = added.match(text, at, trustedEnd);
                if (id < 0) {
                    at++;
                    continue;
                }
                final boolean control = tokens.kind(id) != TokenKind.USER_DEFINED;
                encode(start, at, control, !control);
                ids.add(id);
                at += length(id);
                first = control;
                if (control && stripsAfter && strips(id)) {
                    at = skipSpace(at);
                }
                start = at;
            }
            encode(start, text.length(), true, false);
        }

        /** Where the trusted stretch around `at` ends; `at` itself in an untrusted segment. */
        private int trustedEnd(final int from, final int at) {
            int end = at;
            for (int i = from;
                    i < ends.length && segments.get(i).kind() == Segment.Kind.CONTROL;
                    i++) {
                end = ends[i];
            }
            return end;
        }

        private int length(final int id) {
            int units = 0;
            for (int i = tokens.start(id); i < tokens.end(id); i++) {
                final int value = tokens.blob()[i] & 0xFF;
                units += value >= 0xF0 ? 2 : value < 0x80 || value >= 0xC0 ? 1 : 0;
            }
            return units;
        }

        private boolean strips(final int id) {
            final String name = new String(tokens.bytes(id), StandardCharsets.UTF_8);
            return !name.equals("<unk>") && !name.equals("<s>") && !name.equals("<|endoftext|>");
        }

        private int skipSpace(final int from) {
            int at = from;
            while (at < text.length()
                    && CharType.in(CharType.of(text.charAt(at)), CharType.SPACE)) {
                at++;
            }
            return at;
        }

        private void encode(
                final int from, final int to, final boolean last, final boolean before) {
            if (from == to && !(before && first)) {
                return;
            }
            final String normal = normalizer.normalize(text.substring(from, to), first, last);
            final CodePoints points = CodePoints.of(normal);
            preTokenizer.split(points, (start, end) -> encode(points, start, end));
            first = false;
        }

        private void encode(final CodePoints points, final int from, final int to) {
            final int most = Math.multiplyExact(to - from, 4);
            if (piece.length < most) {
                piece = new byte[Math.max(most, piece.length * 2)];
            }
            encoder.encode(piece, points.utf8(from, to, piece), ids);
        }
    }
}
