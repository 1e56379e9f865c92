package io.vesalius.distill;

import java.nio.charset.StandardCharsets;

/**
 * A text that is learnt from.
 *
 * @param text as it is
 * @param ended whether its end is one; else it was cut there
 */
public record Document(String text, boolean ended) {
    /** Its length in UTF-8. */
    public int bytes() {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
