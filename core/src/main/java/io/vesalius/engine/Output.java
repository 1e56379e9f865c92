package io.vesalius.engine;

import io.vesalius.sampling.Choice;
import io.vesalius.sampling.FinishReason;
import io.vesalius.sampling.StopMatcher;
import io.vesalius.tokenizer.StreamingDecoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From one sequence's chosen tokens to its text, cut before a stop string. */
final class Output {
    private final StreamingDecoder decoder;
    private final StopMatcher stops;
    private final List<Choice> tokens = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private double logProb;

    Output(final StreamingDecoder decoder, final StopMatcher stops) {
        this.decoder = decoder;
        this.stops = stops;
    }

    /**
     * The text that became certain with this token.
     *
     * @param stoppable whether stop strings count in it
     */
    String push(final Choice token, final boolean stoppable) {
        count(token);
        final String more = decoder.push(token.id());
        return show(stoppable ? stops.push(more) : more);
    }

    /** A token that ends the answer and has no text. */
    void end(final Choice token) {
        count(token);
    }

    private void count(final Choice token) {
        tokens.add(token);
        logProb += token.logProb();
    }

    private String show(final String more) {
        text.append(more);
        return more;
    }

    boolean stopped() {
        return stops.matched();
    }

    /** The text that was held back, now that nothing follows. */
    String finish() {
        return stops.matched() ? "" : show(stops.push(decoder.finish()) + stops.finish());
    }

    int tokenCount() {
        return tokens.size();
    }

    Completion completion(final FinishReason reason) {
        final Optional<String> stop =
                stops.matched() ? Optional.of(stops.matchedStop()) : Optional.empty();
        return new Completion(text.toString(), List.copyOf(tokens), reason, stop, logProb);
    }
}
