package io.vesalius.prompt.jinja;

/**
 * What one rendering may cost. A step is a loop's turn or a macro's call; every character or
 * element that is copied counts as memory, every one that is looked at as work, so that no
 * combination of small operations takes long or much.
 */
final class Budget {
    /** How much may be copied, in outputs of the greatest length. */
    private static final int COPIES = 32;

    /**
     * How much may be looked at, in outputs of the greatest length; at least {@link #LEAST_WORK}.
     */
    private static final int SCANS = 128;

    private static final long LEAST_WORK = 1L << 26;

    /** Most statements and expressions within each other while rendering. */
    private static final int DEEPEST = 800;

    private final long mostSteps;
    private final int mostOutput;
    private final long mostCopied;
    private final long mostWork;
    private long steps;
    private long copied;
    private long work;
    private int depth;

    /**
     * @param mostSteps turns of loops and calls of macros
     * @param mostOutput length of the output, and of any string, in UTF-16 units; also of any list
     */
    Budget(final long mostSteps, final int mostOutput) {
        this.mostSteps = mostSteps;
        this.mostOutput = mostOutput;
        this.mostCopied = Math.max((long) COPIES * mostOutput, LEAST_WORK / 4);
        this.mostWork = Math.max((long) SCANS * mostOutput, LEAST_WORK);
    }

    void step() {
        if (++steps > mostSteps) {
            throw TemplateError.budget(
                    "the template takes more than %d steps (turns of loops, calls of macros)"
                            .formatted(mostSteps));
        }
    }

    /** Some characters or elements are looked at. */
    void work(final long units) {
        work += units;
        if (work > mostWork) {
            throw TemplateError.budget(
                    "the template works on more than %d characters and values".formatted(mostWork));
        }
    }

    /** A string or list of this length is about to be made. */
    void allocate(final long length) {
        grow(0, length);
    }

    /** A string or list of some length is about to grow by another. */
    void grow(final long length, final long added) {
        if (length + added > mostOutput) {
            throw TemplateError.budget(
                    "the template makes a text or list of length %d, at most %d is allowed"
                            .formatted(length + added, mostOutput));
        }
        copied += added;
        if (copied > mostCopied) {
            throw TemplateError.budget(
                    "the template copies more than %d characters and values".formatted(mostCopied));
        }
        work(added);
    }

    void enter() {
        if (++depth > DEEPEST) {
            throw TemplateError.budget(
                    "the template's macros, loops and expressions are nested deeper than %d"
                            .formatted(DEEPEST));
        }
    }

    void leave() {
        depth--;
    }
}
