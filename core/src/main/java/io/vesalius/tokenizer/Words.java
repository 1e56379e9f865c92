package io.vesalius.tokenizer;

/** Tokens quoted in error messages: short, and on one line. */
final class Words {
    private static final int LONGEST = 40;

    private Words() {}

    static String quote(final String text) {
        final StringBuilder quoted = new StringBuilder();
        final int end = Math.min(text.length(), LONGEST);
        for (int i = 0; i < end; i++) {
            final char c = text.charAt(i);
            if (c < ' ' || c == 0x7F || c == 0x2028 || c == 0x2029 || c == 0x85) {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return end < text.length() ? quoted.append("...").toString() : quoted.toString();
    }
}
