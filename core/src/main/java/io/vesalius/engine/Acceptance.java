package io.vesalius.engine;

/** How often one sequence's guesses come true, the last ones counting most. */
final class Acceptance {
    /** Guesses that are wrong more often than nine times in ten aren't made. */
    static final double WORTHWHILE = 0.1;

    private static final double KEPT = 0.9; // about the last ten guesses
    private static final double FIRST_RATE = 0.7;
    private static final double FIRST_WEIGHT = 2;
    private static final int FIRST_PAUSE = 8;
    private static final int LONGEST_PAUSE = 64;

    /** Guesses that are often right don't pay because of what they cost, which changes rarely. */
    private static final double OFTEN = 0.5;

    private static final int LONGER = 8;

    private double tried = FIRST_WEIGHT;
    private double right = FIRST_WEIGHT * FIRST_RATE;
    private int pause = FIRST_PAUSE;
    private int waited;

    /** The chance that a guess is right, where those before it are. */
    double rate() {
        return right / tried;
    }

    /** What comes behind the first wrong guess says nothing. */
    void verified(final int drafted, final int accepted) {
        for (int i = 0; i < Math.min(drafted, accepted + 1); i++) {
            tried = KEPT * tried + 1;
            right = KEPT * right + (i < accepted ? 1 : 0);
        }
    }

    /** Guesses pay at present. */
    void pays() {
        pause = FIRST_PAUSE;
        waited = 0;
    }

    /**
     * Guesses don't pay at present.
     *
     * @return whether some are made all the same, to see whether that is still so: ever more rarely
     */
    boolean triesAgain() {
        if (waited++ < (rate() < OFTEN ? pause : LONGER * pause)) {
            return false;
        }
        pause = Math.min(LONGEST_PAUSE, 2 * pause);
        waited = 0;
        return true;
    }
}
