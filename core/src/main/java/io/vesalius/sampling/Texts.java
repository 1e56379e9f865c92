package io.vesalius.sampling;

import java.util.List;

/** Lists of short texts in a request. */
final class Texts {
    private Texts() {}

    /** A copy, none empty, not too many, none too long. */
    static List<String> checked(
            final String parameter,
            final List<String> texts,
            final int mostTexts,
            final int mostChars) {
        if (texts.size() > mostTexts) {
            throw Checks.refused(parameter, texts.size() + " texts", "at most " + mostTexts);
        }
        for (final String text : texts) {
            if (text.isEmpty()) {
                throw Checks.refused(
                        parameter, "an empty text", "texts of 1 to " + mostChars + " characters");
            }
            if (text.length() > mostChars) {
                throw Checks.refused(
                        parameter,
                        "a text of " + text.length() + " characters",
                        "texts of 1 to " + mostChars + " characters");
            }
        }
        return List.copyOf(texts);
    }
}
