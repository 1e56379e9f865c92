package io.vesalius.engine;

/**
 * Seconds of a step by its rows: a line through what was measured, the last steps counting most.
 */
final class StepTimes {
    private static final double FEWEST_ROWS_APART = 0.5;
    private static final double OUTLIER = 3; // something else ran
    private static final int FIRST = 16; // while the compiler is at work they say little

    private final double kept;

    private long count;
    private double weight;
    private double rows;
    private double seconds;
    private double rowsSquared;
    private double product;

    /**
     * @param memory how many of the last steps count
     */
    StepTimes(final int memory) {
        kept = 1 - 1.0 / memory;
    }

    void took(final int stepRows, final double measured) {
        final double usual = count > FIRST ? of(stepRows) : 0;
        final double stepSeconds = usual > 0 ? Math.min(measured, OUTLIER * usual) : measured;
        count++;
        weight = kept * weight + 1;
        rows = kept * rows + stepRows;
        seconds = kept * seconds + stepSeconds;
        rowsSquared = kept * rowsSquared + (double) stepRows * stepRows;
        product = kept * product + stepRows * stepSeconds;
    }

    /** What one more row takes; 0 where that isn't known yet, or all steps were alike. */
    double perRow() {
        if (count < FIRST) {
            return 0;
        }
        final double spread = rowsSquared / weight - mean() * mean();
        if (spread < FEWEST_ROWS_APART) {
            return 0;
        }
        return Math.max(0, (product / weight - mean() * (seconds / weight)) / spread);
    }

    /** What a step of so many rows takes; 0 where too few were measured. */
    double of(final int stepRows) {
        return count < FIRST ? 0 : Math.max(0, seconds / weight + (stepRows - mean()) * perRow());
    }

    private double mean() {
        return rows / weight;
    }
}
