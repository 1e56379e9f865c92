package io.vesalius.tokenizer;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Unicode normalisation in linear time. The JDK's normaliser sorts each run of combining marks by
 * insertion, which a megabyte of marks turns into hours; so long runs are sorted here first
 * (stably, by combining class: the canonical ordering algorithm of UAX 15), after which it finds
 * nothing to move. The JDK doesn't tell combining classes, but normalising two marks tells which
 * goes first.
 */
final class CanonicalOrder {
    private static final int LONG_RUN = 64; // marks; people's texts have fewer than ten

    private final Map<Integer, Integer> classes =
            new HashMap<>(); // mark -> place in `examples`, -1 none
    private final List<String> examples = new ArrayList<>(); // one mark a class met, in their order

    private CanonicalOrder() {}

    static String normalize(final String text, final Form form) {
        return Normalizer.normalize(sortLongRuns(text), form);
    }

    private static String sortLongRuns(final String text) {
        StringBuilder sorted = null;
        int copied = 0;
        for (int at = 0; at < text.length(); ) {
            final int end = runEnd(text, at);
            if (end - at > LONG_RUN) {
                sorted = sorted == null ? new StringBuilder() : sorted;
                sorted.append(text, copied, at);
                sorted.append(new CanonicalOrder().sort(text.substring(at, end)));
                copied = end;
            }
            at = Math.max(end, at + 1);
        }
        return sorted == null ? text : sorted.append(text, copied, text.length()).toString();
    }

    private static int runEnd(final String text, final int from) {
        int end = from;
        while (end < text.length()) {
            final int mark = text.codePointAt(end);
            if (mark < 0x300 || !CharType.in(Character.getType(mark), CharType.MARK)) {
                break;
            }
            end += Character.charCount(mark);
        }
        return end;
    }

    private String sort(final String run) {
        final StringBuilder decomposed = new StringBuilder();
        run.codePoints()
                .forEach(
                        mark ->
                                decomposed.append(
                                        Normalizer.normalize(Character.toString(mark), Form.NFD)));
        final int[] marks = decomposed.codePoints().toArray();
        final StringBuilder sorted = new StringBuilder(decomposed.length());
        int start = 0;
        for (int i = 0; i <= marks.length; i++) {
            if (i == marks.length || isStarter(marks[i])) {
                appendSorted(marks, start, i, sorted);
                if (i < marks.length) {
                    sorted.appendCodePoint(marks[i]);
                }
                start = i + 1;
            }
        }
        return sorted.toString();
    }

    private void appendSorted(
            final int[] marks, final int from, final int to, final StringBuilder out) {
        for (int i = from; i < to; i++) {
            classOf(marks[i]); // meets every class before any is counted
        }
        final List<StringBuilder> byClass = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            byClass.add(new StringBuilder());
        }
        for (int i = from; i < to; i++) {
            byClass.get(classOf(marks[i])).appendCodePoint(marks[i]);
        }
        byClass.forEach(out::append);
    }

    /** A mark of class 0 stays where it is: neither the lowest nor a high class passes it. */
    private static boolean isStarter(final int mark) {
        final String text = Character.toString(mark);
        return !swaps(text, "\u0334") && !swaps("\u0345", text) && !"\u0345".equals(text);
    }

    private int classOf(final int mark) {
        final Integer known = classes.get(mark);
        if (known != null) {
            return known;
        }
        final String text = Character.toString(mark);
        int place = 0;
        while (place < examples.size() && swaps(text, examples.get(place))) {
            place++;
        }
        if (place == examples.size() || swaps(examples.get(place), text)) {
            examples.add(place, text);
            final int moved = place;
            classes.replaceAll((other, at) -> at >= moved ? at + 1 : at);
        }
        classes.put(mark, place);
        return place;
    }

    /**
     * Whether two marks in this order are in the wrong one: the class of the first is the greater.
     */
    private static boolean swaps(final String first, final String second) {
        final String pair = first + second;
        return !first.equals(second) && Normalizer.normalize(pair, Form.NFD).equals(second + first);
    }
}
