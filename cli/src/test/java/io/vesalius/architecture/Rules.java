package io.vesalius.architecture;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The rules themselves: each turns classes into breaches, one line each, none when all is well. */
final class Rules {
    private static final String ROOT = "io.vesalius";
    private static final Predicate<String> MUTABLE =
            type ->
                    type.startsWith("java.util.concurrent.atomic.")
                            || type.equals("java.lang.StringBuilder")
                            || type.equals("java.lang.ThreadLocal")
                            || type.endsWith("HashMap")
                            || type.endsWith("ArrayList")
                            || type.endsWith("BitSet");

    private Rules() {}

    /**
     * Arrows between rooms that don't point down.
     *
     * @param floors rooms from the lowest up; those of one floor don't know each other
     */
    static List<String> arrowsUp(final List<ClassFacts> classes, final List<Set<String>> floors) {
        final List<String> breaches = new ArrayList<>();
        for (final ClassFacts from : classes) {
            final int floor = floor(room(from.name()), floors);
            if (floor < 0) {
                breaches.add(from.name() + " is in no known room: say on which floor it is");
            }
            for (final String to : from.references()) {
                if (to.startsWith(ROOT + ".")
                        && !room(to).equals(room(from.name()))
                        && floor(room(to), floors) >= floor) {
                    breaches.add(from.name() + " -> " + to);
                }
            }
        }
        return breaches;
    }

    /** The room of a class: its package's first part below the root, empty in the root itself. */
    private static String room(final String className) {
        final String rest = className.substring(ROOT.length() + 1);
        return rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : "";
    }

    private static int floor(final String room, final List<Set<String>> floors) {
        for (int i = 0; i < floors.size(); i++) {
            if (floors.get(i).contains(room)) {
                return i;
            }
        }
        return -1;
    }

    /** Packages, sub-packages too, that reach themselves again. */
    static List<String> cycles(final List<ClassFacts> classes) {
        final Map<String, Set<String>> arrows = new TreeMap<>();
        final Map<String, String> packages = new TreeMap<>();
        classes.forEach(facts -> packages.put(facts.name(), facts.packageName()));
        for (final ClassFacts facts : classes) {
            final Set<String> targets =
                    arrows.computeIfAbsent(facts.packageName(), name -> new TreeSet<>());
            facts.references().stream()
                    .filter(packages::containsKey)
                    .map(packages::get)
                    .filter(target -> !target.equals(facts.packageName()))
                    .forEach(targets::add);
        }
        final List<String> breaches = new ArrayList<>();
        final Set<String> done = new TreeSet<>();
        arrows.keySet()
                .forEach(start -> visit(start, new LinkedHashSet<>(), done, arrows, breaches));
        return breaches;
    }

    private static void visit(
            final String at,
            final Set<String> path,
            final Set<String> done,
            final Map<String, Set<String>> arrows,
            final List<String> breaches) {
        if (path.contains(at)) {
            breaches.add(String.join(" -> ", path) + " -> " + at);
        } else if (done.add(at)) {
            path.add(at);
            arrows.get(at).forEach(next -> visit(next, path, done, arrows, breaches));
            path.remove(at);
        }
    }

    /**
     * Uses of classes outside the rooms that may use them.
     *
     * @param used whether a class name is meant
     */
    static List<String> usesOutside(
            final List<ClassFacts> classes, final Predicate<String> used, final Set<String> rooms) {
        return classes.stream()
                .filter(facts -> !rooms.contains(room(facts.name())))
                .flatMap(
                        facts ->
                                facts.references().stream()
                                        .filter(used)
                                        .map(name -> facts.name() + " uses " + name))
                .toList();
    }

    /**
     * Static fields that change, or hold what changes. Arrays pass: constants of tables are some.
     */
    static List<String> staticState(final List<ClassFacts> classes) {
        return classes.stream()
                .flatMap(
                        facts ->
                                facts.statics().stream()
                                        .filter(
                                                field ->
                                                        !field.isFinal()
                                                                || MUTABLE.test(field.type()))
                                        .map(field -> facts.name() + "." + field.name()))
                .toList();
    }
}
