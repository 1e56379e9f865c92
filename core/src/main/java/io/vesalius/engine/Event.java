package io.vesalius.engine;

import io.vesalius.base.VesaliusException;
import io.vesalius.sampling.Choice;

/** What a request's owner hears, in order. The last one is {@link Done} or {@link Failed}. */
public sealed interface Event {
    /**
     * A token was chosen.
     *
     * @param choice which of the request's answers, from 0
     * @param token its id and, where asked for, log-probabilities
     * @param text the text that became certain with it: often empty, within a character or a
     *     possible stop string; never part of a stop string that matched
     * @param nanos when, by System.nanoTime
     */
    record Token(int choice, Choice token, String text, long nanos) implements Event {}

    /**
     * One of the request's answers is complete.
     *
     * @param rest text that was held back and follows that of the last token
     */
    record Finished(int choice, Completion completion, String rest) implements Event {}

    /** The request is complete. */
    record Done(Answer answer) implements Event {}

    /** The request failed; others go on. */
    record Failed(VesaliusException reason) implements Event {}
}
