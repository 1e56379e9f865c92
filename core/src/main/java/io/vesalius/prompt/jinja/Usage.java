package io.vesalius.prompt.jinja;

import io.vesalius.base.UnsupportedException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a template was seen to use while it was parsed: the variables it takes from outside, and
 * filters and tests that don't exist. Those are errors at once, but for what stands right in a
 * condition's branches, where only reaching them is: so templates ask whether something is there
 * before they use it.
 */
final class Usage {
    private static final Set<String> MACRO_NAMES = Set.of("caller", "varargs", "kwargs");

    private final Set<String> outside = new TreeSet<>();
    private final Deque<Set<String>> bound = new ArrayDeque<>(List.of(new HashSet<>()));
    private final Set<String> macroNames = new HashSet<>();
    private final Deque<Set<String>> macros = new ArrayDeque<>();
    private final List<String> unknown = new ArrayList<>();

    void read(final String name) {
        if (bound.stream().noneMatch(names -> names.contains(name))) {
            outside.add(name);
        }
        if (MACRO_NAMES.contains(name)) {
            macros.forEach(uses -> uses.add(name));
        }
    }

    /** From here on the template itself has given the name a value, in this body at least. */
    void bind(final String name) {
        bound.peek().add(name);
    }

    /** A body with variables of its own begins. */
    void enter() {
        bound.push(new HashSet<>());
    }

    /** It ends. */
    void leave() {
        bound.pop();
    }

    /** A macro of this name exists, also before its definition: others may call it later. */
    void define(final String macro) {
        macroNames.add(macro);
        bind(macro);
    }

    void enterMacro() {
        macros.push(new HashSet<>());
    }

    /** The special names that the macro just parsed reads. */
    Set<String> leaveMacro() {
        return Set.copyOf(macros.pop());
    }

    /** Notes a filter or test that may be unknown. */
    void called(final Token name, final String what, final Set<String> known, final Tokens tokens) {
        if (!known.contains(name.text())) {
            unknown.add(
                    "chat template, %s: no %s is named %s; there are %s"
                            .formatted(
                                    tokens.place(name),
                                    what,
                                    Printing.shown(name.text()),
                                    String.join(", ", new TreeSet<>(known))));
        }
    }

    int mark() {
        return unknown.size();
    }

    /** What was unknown since the mark stands in a condition's branch: an error only if reached. */
    void forgive(final int mark) {
        unknown.subList(mark, unknown.size()).clear();
    }

    /**
     * A body ends.
     *
     * @throws UnsupportedException when something in it since the mark is unknown
     */
    void refuseUnknown(final int mark) {
        if (unknown.size() > mark) {
            throw new UnsupportedException(unknown.get(mark));
        }
    }

    /** The variables that are read before the template gives them a value. */
    Set<String> outside() {
        final Set<String> names = new TreeSet<>(outside);
        names.removeAll(macroNames);
        return names;
    }
}
