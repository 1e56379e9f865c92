package io.vesalius.tokenizer;

import java.text.Normalizer.Form;

/** The stage that makes different spellings of a text one. Immutable. */
sealed interface Normalizer
        permits Normalizer.Identity, Normalizer.Composed, BertNormalizer, SentencePieceNormalizer {
    /**
     * @param first whether the text starts here, or after a control token
     * @param last whether it ends here; user-defined tokens interrupt a text without ending it
     */
    String normalize(String text, boolean first, boolean last);

    /** The text as it is. */
    record Identity() implements Normalizer {
        @Override
        public String normalize(final String text, final boolean first, final boolean last) {
            return text;
        }
    }

    /** Unicode's form C (UAX 15), by the JDK's tables. */
    record Composed() implements Normalizer {
        @Override
        public String normalize(final String text, final boolean first, final boolean last) {
            return CanonicalOrder.normalize(text, Form.NFC);
        }
    }
}
