package io.vesalius.sampling;

import java.util.function.IntFunction;

/**
 * The memory that choosing a token needs, 24 bytes an entry of the vocabulary (32 once typical
 * sampling is used). One thread uses it at a time, for any number of samplers, one after the other.
 */
public final class Workspace {
    private final int vocabSize;
    private final IntFunction<byte[]> tokenBytes;
    private final Candidates candidates;

    /**
     * @param vocabSize the most logits of a row
     * @param tokenBytes the UTF-8 bytes of a token's text, for DRY's breakers
     */
    public Workspace(final int vocabSize, final IntFunction<byte[]> tokenBytes) {
        this.vocabSize = vocabSize;
        this.tokenBytes = tokenBytes;
        this.candidates = new Candidates(vocabSize);
    }

    public int vocabSize() {
        return vocabSize;
    }

    IntFunction<byte[]> tokenBytes() {
        return tokenBytes;
    }

    Candidates candidates() {
        return candidates;
    }
}
