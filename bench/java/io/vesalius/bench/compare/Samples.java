package io.vesalius.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rates of each engine in each round, by test. */
final class Samples {
    private final Map<Trial, Map<String, List<Double>>> rates = new TreeMap<>();

    void add(final String engine, final Map<Trial, Double> round) {
        round.forEach(
                (test, rate) ->
                        rates.computeIfAbsent(test, t -> new LinkedHashMap<>())
                                .computeIfAbsent(engine, e -> new ArrayList<>())
                                .add(rate));
    }

    /** In the order of their kinds, depths and batches. */
    List<Trial> tests() {
        return List.copyOf(rates.keySet());
    }

    /** Tokens a second, one a round; empty where the engine can't do the test. */
    List<Double> of(final Trial test, final String engine) {
        return List.copyOf(rates.getOrDefault(test, Map.of()).getOrDefault(engine, List.of()));
    }

    /** Ours through theirs, round by round. */
    List<Double> ratios(final Trial test, final String ours, final String theirs) {
        final List<Double> a = of(test, ours);
        final List<Double> b = of(test, theirs);
        final List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            ratios.add(a.get(i) / b.get(i));
        }
        return ratios;
    }

    static double median(final List<Double> values) {
        final List<Double> sorted = values.stream().sorted().toList();
        final int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
