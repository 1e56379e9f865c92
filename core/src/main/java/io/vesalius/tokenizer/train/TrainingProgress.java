package io.vesalius.tokenizer.train;

/** Hears how far a training is. Called by different threads, never by two at once. */
public interface TrainingProgress {
    /** Says nothing. */
    TrainingProgress SILENT = (stage, done, total) -> {};

    /** What a trainer is doing. */
    enum Stage {
        /** Reading the corpus and counting its words; in bytes. */
        READING("bytes read"),
        /** Merging pairs; in merges. */
        MERGING("merges"),
        /** Collecting candidate pieces; in candidates. */
        SEEDING("candidate pieces"),
        /** Estimating and pruning pieces; in pieces taken away. */
        PRUNING("pieces pruned");

        private final String unit;

        Stage(final String unit) {
            this.unit = unit;
        }

        /** What is counted, in words. */
        public String unit() {
            return unit;
        }
    }

    /**
     * @param done from 0 to `total`
     * @param total the most there may be; training can end before
     */
    void report(Stage stage, long done, long total);
}
