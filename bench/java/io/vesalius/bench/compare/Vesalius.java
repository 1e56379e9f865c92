package io.vesalius.bench.compare;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * This engine, by `vesalius bench`.
 *
 * @param command how it is started
 * @param shares what part of the roofline's limit each run of each test reached; filled by {@link
 *     #measure}
 */
record Vesalius(List<String> command, Plan plan, Map<Trial, List<Double>> shares)
        implements Engine {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public String name() {
        return "vesalius";
    }

    @Override
    public Map<Trial, Double> measure() {
        final Map<Trial, Double> rates = new LinkedHashMap<>();
        prefillAndOne(rates);
        if (plan.largestBatch() > 1 && plan.newTokens() > 0) {
            read(
                    rates,
                    List.of("-p", "0", "-n", text(plan.newTokens()), "-b", others(plan.batches())));
        }
        return rates;
    }

    /** Prompts are read one by one. */
    private void prefillAndOne(final Map<Trial, Double> rates) {
        final boolean one = plan.batches().contains(1);
        if (plan.promptTokens() > 0 || one && plan.newTokens() > 0) {
            final int steps = one ? plan.newTokens() : 0;
            read(rates, List.of("-p", text(plan.promptTokens()), "-n", text(steps), "-b", "1"));
        }
    }

    private void read(final Map<Trial, Double> rates, final List<String> what) {
        final List<String> line = new ArrayList<>(command);
        line.addAll(List.of("bench", "-m", plan.model(), "-t", text(plan.threads())));
        line.addAll(what);
        line.addAll(List.of("-d", joined(plan.depths()), "-r", "1", "--json"));
        final String out = Commands.runWell(line).out();
        out.lines().map(JSON::readTree).forEach(test -> add(rates, test));
    }

    private void add(final Map<Trial, Double> rates, final JsonNode line) {
        final Trial test =
                new Trial(
                        line.get("test").stringValue().equals("prefill")
                                ? Trial.Kind.PREFILL
                                : Trial.Kind.DECODE,
                        line.get("tokens").intValue(),
                        line.get("batch").intValue(),
                        line.get("depth").intValue());
        rates.put(test, line.get("tokens_per_second").doubleValue());
        shares.computeIfAbsent(test, t -> new ArrayList<>())
                .add(line.at("/roofline/share_of_limit").doubleValue());
    }

    private static String others(final List<Integer> batches) {
        return joined(batches.stream().filter(batch -> batch > 1).toList());
    }

    private static String joined(final List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String text(final int number) {
        return Integer.toString(number);
    }
}
