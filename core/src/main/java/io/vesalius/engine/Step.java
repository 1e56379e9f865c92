package io.vesalius.engine;

import io.vesalius.model.Batch;

import java.util.ArrayList;
import java.util.List;

/** What one forward pass computes: for each chosen sequence a number of tokens. */
final class Step {
    /**
     * One sequence's share.
     *
     * @param segment its rows in the batch
     * @param count tokens to compute
     * @param logits of how many of the last of them logits are wanted
     * @param firstLogits the first of those among the batch's rows of logits
     */
    record Work(Sequence sequence, Batch.Segment segment, int count, int logits, int firstLogits) {}

    private final Batch batch;
    private final List<Work> works = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final int maxLogits;

    Step(final int maxRows, final int maxLogits) {
        batch = new Batch(maxRows);
        this.maxLogits = maxLogits;
    }

    void clear() {
        batch.clear();
        works.clear();
        groups.clear();
    }

    void add(final Sequence sequence, final int count, final int logits) {
        final int first =
                batch.add(
                        sequence.pages(),
                        sequence.tokens(),
                        sequence.computedLength(),
                        count,
                        sequence.computedLength(),
                        logits);
        works.add(new Work(sequence, batch.segments().getLast(), count, logits, first));
        if (!groups.contains(sequence.group())) {
            groups.add(sequence.group());
        }
    }

    int freeRows() {
        return batch.capacity() - batch.rowCount();
    }

    int freeLogits() {
        return maxLogits - batch.logitRowCount();
    }

    boolean isEmpty() {
        return works.isEmpty();
    }

    Batch batch() {
        return batch;
    }

    List<Work> works() {
        return works;
    }

    /** Whether a sequence of this request is computed. */
    boolean includes(final Group group) {
        return groups.contains(group);
    }

    /** The requests of the works, each once, in order. */
    List<Group> groups() {
        return groups;
    }

    /** Whether nobody wants the result any more. */
    boolean abandoned() {
        for (int i = 0; i < groups.size(); i++) {
            if (!groups.get(i).cancelled()) {
                return false;
            }
        }
        return true;
    }
}
