package io.vesalius.engine;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** One request inside the engine: the sequences that grow from its prompt. */
final class Group {
    private final Request request;
    private final Generation generation;
    private final long number;
    private final int droppedTokens;
    private final Stopwatch watch;
    private final List<Sequence> live = new ArrayList<>();
    private final boolean indivisible;
    private final int longestLength;
    private final Guesser.Source guessers;

    /**
     * @param number in order of arrival
     * @param droppedTokens how many tokens truncation took from the prompt
     * @param longestLength how many tokens a sequence may have here, prompt included
     * @param guessers for its sequences, where they may guess
     */
    Group(
            final Request request,
            final Generation generation,
            final long number,
            final int droppedTokens,
            final int longestLength,
            final Guesser.Source guessers,
            final Stopwatch watch) {
        this.request = request;
        this.generation = generation;
        this.number = number;
        this.droppedTokens = droppedTokens;
        this.watch = watch;
        indivisible = request.beam().isPresent();
        this.longestLength = longestLength;
        this.guessers = guessers;
        live.add(new Sequence(this, 0, request.prompt()));
    }

    Request request() {
        return request;
    }

    Generation generation() {
        return generation;
    }

    long number() {
        return number;
    }

    int droppedTokens() {
        return droppedTokens;
    }

    Stopwatch watch() {
        return watch;
    }

    /** The sequences that still grow. Changed by the request's {@link Decoding}. */
    List<Sequence> live() {
        return live;
    }

    boolean cancelled() {
        return generation.cancelled();
    }

    /** Whether its sequences take their next token in the same step, or none of them does. */
    boolean indivisible() {
        return indivisible;
    }

    /** What guesses the tokens of a new sequence; null for nothing. */
    @Nullable Guesser guesser(final int choice) {
        final boolean never = indivisible || request.promptLogits().isPresent();
        return never ? null : guessers.of(request, choice);
    }

    /** How many tokens a sequence may have, for lack of context or pages. */
    int longestLength() {
        return longestLength;
    }

    /** How many guesses can be of use to a sequence. */
    int usefulDraft(final Sequence sequence) {
        final int wanted = request.stop().maxTokens().orElse(Integer.MAX_VALUE);
        return Math.min(
                longestLength - sequence.length() - 1, wanted - sequence.generatedLength() - 1);
    }

    boolean holdsPages() {
        for (final Sequence sequence : live) {
            if (sequence.isOpen()) {
                return true;
            }
        }
        return false;
    }

    /** Tokens of its longest sequence. */
    int longest() {
        int longest = 0;
        for (final Sequence sequence : live) {
            longest = Math.max(longest, sequence.length());
        }
        return longest;
    }

    /** Of how many of the last of the next `count` tokens logits are wanted. */
    int logitsWanted(final Sequence sequence, final int count) {
        final boolean complete = count == sequence.pendingLength();
        if (request.promptLogits().isEmpty() || sequence.generatedLength() > 0) {
            return complete ? 1 : 0;
        }
        return count;
    }

    /** How many tokens of a sequence may come from the prefix cache. */
    int reusable(final Sequence sequence) {
        final boolean scored =
                request.promptLogits().isPresent() && sequence.generatedLength() == 0;
        return scored ? 0 : sequence.length() - 1;
    }

    Answer answer(final List<Completion> completions, final long now) {
        final int generated = completions.stream().mapToInt(each -> each.tokens().size()).sum();
        return new Answer(
                completions,
                request.sampling().seed().orElse(0),
                droppedTokens,
                watch.read(request.prompt().length, generated, now));
    }
}
