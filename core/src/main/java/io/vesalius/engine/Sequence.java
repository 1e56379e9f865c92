package io.vesalius.engine;

import io.vesalius.kv.SequencePages;
import io.vesalius.sampling.Sampler;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** Tokens, and how many of them are computed: whose keys and values are in its pages. */
final class Sequence {
    private final Group group;
    private final int choice;
    private final int promptLength;
    private int[] tokens;
    private int length;
    private int computed;
    private int drafted;
    private final @Nullable Guesser guesser;
    private @Nullable SequencePages pages;

    /**
     * @param choice which of the request's choices this is, from 0; of a beam search, which of all
     *     beams that there ever were
     */
    Sequence(final Group group, final int choice, final int[] prompt) {
        this.group = group;
        this.choice = choice;
        promptLength = prompt.length;
        guesser = group.guesser(choice);
        tokens = Arrays.copyOf(prompt, prompt.length + 16);
        length = prompt.length;
    }

    /** A twin with the same tokens; its pages are for the caller to fork. */
    Sequence(final Sequence twin, final int choice, final SequencePages pages) {
        group = twin.group;
        this.choice = choice;
        promptLength = twin.promptLength;
        guesser = group.guesser(choice);
        tokens = twin.tokens.clone();
        length = twin.length;
        computed = twin.computed;
        this.pages = pages;
    }

    Group group() {
        return group;
    }

    int choice() {
        return choice;
    }

    int promptLength() {
        return promptLength;
    }

    int length() {
        return length;
    }

    int generatedLength() {
        return length - promptLength;
    }

    int computedLength() {
        return computed;
    }

    int pendingLength() {
        return length - computed;
    }

    /** Whether more than its newest token is to be computed. */
    boolean prefilling() {
        return pendingLength() > 1 || computed == 0;
    }

    /** `[capacity]`, of which the first {@link #length} are tokens. */
    int[] tokens() {
        return tokens;
    }

    int[] generated() {
        return Arrays.copyOfRange(tokens, promptLength, length);
    }

    void append(final int token) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * length);
        }
        tokens[length++] = token;
    }

    /**
     * Guesses what follows its tokens.
     *
     * @param limit the most guesses
     */
    void draft(final int limit) {
        drafted = 0;
        if (guesser != null && limit > 0) {
            makeRoom(limit);
            drafted = guesser.propose(tokens, length, limit);
        }
    }

    /** Room for so many tokens behind its own. */
    void makeRoom(final int count) {
        if (length + count > tokens.length) {
            tokens = Arrays.copyOf(tokens, length + Math.max(count, length));
        }
    }

    /** What the draft model knows of it, where there is one that guesses for it. */
    Optional<Draft> drafted() {
        return guesser instanceof Draft draft ? Optional.of(draft) : Optional.empty();
    }

    /** Tokens guessed behind its own. */
    int draftLength() {
        return drafted;
    }

    void dropDraft() {
        drafted = 0;
    }

    /** The guesses behind its own tokens. */
    int[] guesses() {
        return Arrays.copyOfRange(tokens, length, length + drafted);
    }

    /** What made them. */
    Journal.Source guessedBy() {
        return Objects.requireNonNull(guesser, "a sequence that nobody guesses for").source();
    }

    /** The guess for the token that comes next. */
    int guess() {
        return tokens[length];
    }

    /** Its newest token was drawn; what its sampler knows since. */
    void drawn(final Sampler.State state) {
        if (guesser != null) {
            guesser.drawn(state);
        }
    }

    void verified(final int accepted) {
        if (guesser != null) {
            guesser.verified(drafted, accepted);
        }
        group.watch().drafted(drafted, accepted);
        drafted = 0;
    }

    void advance(final int count) {
        computed += count;
    }

    /** Whether it has pages; it has none while it waits. */
    boolean isOpen() {
        return pages != null;
    }

    SequencePages pages() {
        return Objects.requireNonNull(pages, "a sequence that waits has no pages");
    }

    void open(final SequencePages opened) {
        pages = opened;
        computed = opened.capacity();
    }

    /** It must be computed anew; its tokens stay. */
    void lose() {
        pages = null;
        computed = 0;
        if (guesser != null) {
            guesser.release();
        }
    }
}
