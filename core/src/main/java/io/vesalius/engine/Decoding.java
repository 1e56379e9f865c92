package io.vesalius.engine;

import java.util.function.Supplier;

/** How a request's sequences grow from their logits. */
sealed interface Decoding permits Drawing, BeamDecoding {
    /**
     * The newest token of a sequence is computed.
     *
     * @param logits reads its row, `[vocabSize]`, for the time of the call
     */
    void predicted(Sequence sequence, Supplier<float[]> logits);

    /** Every sequence of this step has been told. */
    void stepped();

    /** Ends what still grows, with what there is. */
    void cancel();

    /** Whether nothing grows any more. */
    boolean ended();

    Answer answer(long now);

    /** What a request asks for. */
    static Decoding of(final Group group, final EngineContext context) {
        return group.request()
                .beam()
                .<Decoding>map(beam -> new BeamDecoding(group, context, beam))
                .orElseGet(() -> new Drawing(group, context));
    }
}
