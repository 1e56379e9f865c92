package io.vesalius.sampling;

import java.util.BitSet;
import java.util.Collection;

/** Which tokens may be chosen. Immutable. */
public final class TokenMask {
    private final BitSet forbidden;

    private TokenMask(final BitSet forbidden) {
        this.forbidden = forbidden;
    }

    /** All but these, such as end tokens before `min_tokens`. */
    public static TokenMask without(final Collection<Integer> ids) {
        final BitSet bits = new BitSet();
        ids.forEach(bits::set);
        return new TokenMask(bits);
    }

    /** Only these of a vocabulary, such as those a grammar allows. */
    public static TokenMask only(final BitSet allowed, final int vocabSize) {
        final BitSet bits = (BitSet) allowed.clone();
        bits.flip(0, vocabSize);
        return new TokenMask(bits);
    }

    /** What both allow. */
    public TokenMask and(final TokenMask other) {
        final BitSet bits = (BitSet) forbidden.clone();
        bits.or(other.forbidden);
        return new TokenMask(bits);
    }

    public boolean allows(final int id) {
        return !forbidden.get(id);
    }
}
