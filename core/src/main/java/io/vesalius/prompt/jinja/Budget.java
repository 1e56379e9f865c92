package io.vesalius.prompt.jinja;

/**
 * What one rendering may cost, so that no combination of small operations takes long or much. A
 * step is a loop's turn or a macro's call. Work and memory are counted in characters looked at and
 * copied; values count as so many characters as they take about as long, or as much.
 */
final class Budget {
    /** How much may be copied, in outputs of the greatest length. */
    private static final int COPIES = 32;

    /** How much may be looked at, in outputs of the greatest length. */
    private static final int SCANS = 128;

    /** What a small output allows, too. */
    private static final int LEAST_OUTPUT = 1 << 20;

    /** An expression evaluated. */
    private static final int EXPRESSION = 32;

    /** A value looked at. */
    private static final int VISIT = 16;

    /** A value listed that was there before. */
    private static final int REFERENCE = 8;

    /** A value listed that may be new. */
    private static final int VALUE = 64;

    /** Most statements and expressions within each other while rendering. */
    static final int DEEPEST = 400;

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
        this.mostCopied = (long) COPIES * Math.max(mostOutput, LEAST_OUTPUT);
        this.mostWork = (long) SCANS * Math.max(mostOutput, LEAST_OUTPUT);
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
                    "the template looks at more than %d characters (a value counts as %d)"
                            .formatted(mostWork, VISIT));
        }
    }

    /** A value is looked at. */
    void visit() {
        work(VISIT);
    }

    /** A string of this length is about to be made. */
    void allocate(final long length) {
        grow(0, length);
    }

    /** A string of some length is about to grow by another. */
    void grow(final long length, final long added) {
        check(length + added);
        copy(added);
    }

    /** A list of values that are there already is about to be made. */
    void references(final long count) {
        check(count);
        copy(REFERENCE * count);
    }

    /** A list or dict of some size is about to grow by values that may be new. */
    void values(final long size, final long added) {
        check(size + added);
        copy(VALUE * added);
    }

    private void check(final long length) {
        if (length > mostOutput) {
            throw TemplateError.budget(
                    "the template makes a text or list of length %d, at most %d is allowed"
                            .formatted(length, mostOutput));
        }
    }

    private void copy(final long units) {
        copied += units;
        if (copied > mostCopied) {
            throw TemplateError.budget(
                    "the template copies more than %d characters (a value counts as up to %d)"
                            .formatted(mostCopied, VALUE));
        }
        work(units);
    }

    /** An expression or statement begins. */
    void enter() {
        work(EXPRESSION);
        nest();
    }

    /** Something begins that may hold more of its kind; {@link #leave} ends it. */
    void nest() {
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
