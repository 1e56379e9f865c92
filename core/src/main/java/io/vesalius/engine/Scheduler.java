package io.vesalius.engine;

import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.PageCache;
import io.vesalius.kv.SequencePages;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses what the next step computes. The oldest running request comes first; each generating
 * sequence gets its one token before anyone's prefill takes the rest of the step's rows. When pages
 * run out the newest request gives its own back and is computed again later. Pure bookkeeping:
 * knows no model.
 */
final class Scheduler {
    private static final Comparator<Group> ORDER =
            Comparator.comparingInt((Group group) -> group.request().priority())
                    .thenComparingLong(Group::number);

    /** Beyond these, products cost what they compute, and wrong guesses would hold others up. */
    static final int MOST_ROWS_WITH_DRAFTS = 16;

    private final PageCache cache;
    private final Admission admission;
    private final int maxGroups;
    private final Step step;
    private final List<Group> waiting = new ArrayList<>();
    private final List<Group> running = new ArrayList<>();
    private final List<Group> preempted = new ArrayList<>();
    private final List<Group> starved = new ArrayList<>();
    private long preemptions;

    Scheduler(
            final PageCache cache,
            final Admission admission,
            final int maxGroups,
            final Step step) {
        this.cache = cache;
        this.admission = admission;
        this.maxGroups = maxGroups;
        this.step = step;
    }

    /** A new request, behind those of its priority. */
    void add(final Group group) {
        waiting.add(group);
        waiting.sort(ORDER);
    }

    /** The next step; empty when there is nothing to do. */
    Step schedule() {
        step.clear();
        preempted.clear();
        starved.clear();
        int next = 0;
        while (next < running.size()) {
            final Group group = running.get(next);
            schedule(group, generatingBehind(group));
            if (next < running.size() && running.get(next) == group) {
                next++; // else it lost its place, as only those behind it may too
            }
        }
        while (preempted.isEmpty() && !waiting.isEmpty() && admits(waiting.getFirst())) {
            final Group group = waiting.removeFirst();
            running.add(group);
            running.sort(ORDER);
            group.watch().started(System.nanoTime());
            schedule(group, 0);
        }
        return step;
    }

    /** Rows that newer requests need for the next token of each of their sequences. */
    private int generatingBehind(final Group group) {
        int count = 0;
        for (int i = running.size() - 1; running.get(i) != group; i--) {
            count += generating(running.get(i));
        }
        return count;
    }

    private static int generating(final Group group) {
        int count = 0;
        for (int i = 0; i < group.live().size(); i++) {
            count += group.live().get(i).prefilling() ? 0 : 1;
        }
        return count;
    }

    private boolean admits(final Group group) {
        return running.size() < maxGroups
                && step.freeRows() > 0
                && step.freeLogits() > 0
                && (running.isEmpty() || admission.startPages(group) <= available());
    }

    private int available() {
        return cache.freePages() + cache.cachedPages();
    }

    private void schedule(final Group group, final int keptRows) {
        if (group.indivisible() && generating(group) == group.live().size()) {
            scheduleTogether(group);
            return;
        }
        boolean prefilled = false;
        for (int i = 0; i < group.live().size(); i++) {
            final Sequence sequence = group.live().get(i);
            final boolean last = !sequence.prefilling();
            if (last && group.indivisible() || !last && prefilled) {
                continue; // waits for the others of its group
            }
            prefilled |= !last;
            if (!scheduleOne(sequence, last ? 0 : keptRows)) {
                return;
            }
        }
    }

    /** All sequences of a group, or none. */
    private void scheduleTogether(final Group group) {
        final int count = group.live().size();
        if (count > step.freeRows() || count > step.freeLogits()) {
            return;
        }
        for (final Sequence sequence : group.live()) {
            final int from = sequence.computedLength();
            while (!cache.reserve(sequence.pages(), from, from + 1)) {
                if (!preemptAfter(group)) {
                    surrender(group);
                    return;
                }
            }
        }
        group.live().forEach(sequence -> step.add(sequence, 1, 1));
    }

    /**
     * @return false when its group had to give its pages back
     */
    private boolean scheduleOne(final Sequence sequence, final int keptRows) {
        final Group group = sequence.group();
        if (!sequence.isOpen()) {
            open(sequence);
        }
        if (!sequence.prefilling() && scheduleDraft(sequence)) {
            return true;
        }
        while (true) {
            final int count = count(sequence, step.freeRows() - keptRows);
            if (count <= 0) {
                return true;
            }
            final int from = sequence.computedLength();
            if (cache.reserve(sequence.pages(), from, from + count)) {
                step.add(sequence, count, group.logitsWanted(sequence, count));
                return true;
            }
            final int fitting = fitting(sequence, count);
            if (fitting > 0 && cache.reserve(sequence.pages(), from, from + fitting)) {
                step.add(sequence, fitting, group.logitsWanted(sequence, fitting));
                return true;
            }
            if (!preemptAfter(group)) {
                if (!step.includes(group)) {
                    surrender(group);
                }
                return false;
            }
        }
    }

    /** Its newest token and guesses behind it, where nobody else needs the rows or pages. */
    private boolean scheduleDraft(final Sequence sequence) {
        final Group group = sequence.group();
        final int before = group.live().indexOf(sequence);
        final int needed = group.live().size() - before + generatingBehind(group);
        final int spare = Math.min(step.freeRows(), step.freeLogits()) - needed;
        final int few = MOST_ROWS_WITH_DRAFTS - step.batch().rowCount() - needed;
        sequence.draft(Math.min(Math.min(spare, few), group.usefulDraft(sequence)));
        final int count = 1 + sequence.draftLength();
        final int from = sequence.computedLength();
        if (count > 1 && cache.reserve(sequence.pages(), from, from + count)) {
            step.add(sequence, count, count);
            return true;
        }
        sequence.dropDraft();
        return false;
    }

    private void open(final Sequence sequence) {
        final int reusable = sequence.group().reusable(sequence);
        final SequencePages pages = cache.open(sequence.tokens(), reusable);
        sequence.open(pages);
        sequence.group().watch().cached(sequence.computedLength());
    }

    /** How many tokens of a sequence fit the rest of the step. */
    private int count(final Sequence sequence, final int rows) {
        final Group group = sequence.group();
        int pending = sequence.pendingLength();
        if (group.indivisible() && group.live().size() > 1) {
            pending--; // the last one together with the others'
        }
        final int most = cache.layout().longestChunk(sequence.computedLength());
        final int count = Math.min(Math.min(pending, rows), most);
        final int wanted = group.logitsWanted(sequence, count);
        return wanted <= step.freeLogits() ? count : count - (wanted - step.freeLogits());
    }

    /** Tokens for which there are pages without preempting anyone; 0 where that isn't a start. */
    private int fitting(final Sequence sequence, final int count) {
        final int spare = available() / admission.groupCount() * CacheLayout.PAGE_TOKENS;
        return Math.min(count - 1, sequence.pages().capacity() + spare - sequence.computedLength());
    }

    /** Takes the pages of the newest request behind this one that isn't in the step already. */
    private boolean preemptAfter(final Group group) {
        final int index = running.indexOf(group);
        for (int i = running.size() - 1; i > index; i--) {
            final Group newer = running.get(i);
            if (newer.holdsPages() && !step.includes(newer)) {
                preempt(newer);
                return true;
            }
        }
        return false;
    }

    private void preempt(final Group group) {
        release(group);
        running.remove(group);
        preempted.add(group);
        preemptions++;
        add(group);
    }

    /** Gives up its own pages, there being nobody behind it to take some from. */
    private void surrender(final Group group) {
        preempt(group);
        if (running.isEmpty()) {
            starved.add(group); // all pages were its own: waiting would not help
        }
    }

    /** What {@link #schedule} gave last. */
    Step step() {
        return step;
    }

    /** Requests that lost their pages in this step. */
    List<Group> preempted() {
        return preempted;
    }

    /** Requests that can't go on though they have the cache to themselves. */
    List<Group> starved() {
        return starved;
    }

    private void release(final Group group) {
        for (final Sequence sequence : group.live()) {
            if (sequence.isOpen()) {
                cache.close(sequence.pages());
                sequence.lose();
            }
        }
    }

    /** A request has ended, for whatever reason: its pages are free from now on. */
    void remove(final Group group) {
        release(group);
        running.remove(group);
        waiting.remove(group);
    }

    List<Group> running() {
        return running;
    }

    List<Group> waiting() {
        return waiting;
    }

    /** Requests that lost their pages, since the start. */
    long preemptions() {
        return preemptions;
    }
}
