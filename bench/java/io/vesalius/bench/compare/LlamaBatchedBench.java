package io.vesalius.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Any program that takes llama-batched-bench's options and writes its table: decode of several
 * sequences at once. It reads a prompt before; a depth of 0 becomes a prompt of one token.
 *
 * @param command the program and options of the caller's
 */
record LlamaBatchedBench(String name, List<String> command, Plan plan) implements Engine {
    /** PP, TG, B, N_KV, T_PP, S_PP, T_TG, S_TG. */
    private static final Pattern ROW =
            Pattern.compile(
                    "\\|\\s*(\\d+)\\s*\\|\\s*(\\d+)\\s*\\|\\s*(\\d+)\\s*\\|\\s*\\d+\\s*"
                        + "\\|\\s*[\\d.]+\\s*\\|\\s*[\\d.]+\\s*\\|\\s*[\\d.]+\\s*\\|\\s*([\\d.]+)\\s*\\|.*");

    @Override
    public Map<Trial, Double> measure() {
        final Map<Trial, Double> rates = new LinkedHashMap<>();
        if (plan.newTokens() > 0) {
            for (final int depth : plan.depths()) {
                final Commands.Output output = Commands.runWell(line(depth));
                rates.putAll(read(output.out() + output.err(), depth));
            }
        }
        return rates;
    }

    List<String> line(final int depth) {
        final int prompt = Math.max(1, depth);
        final long context = (long) plan.largestBatch() * (prompt + plan.newTokens());
        final List<String> line = new ArrayList<>(command);
        line.addAll(List.of("-m", plan.model(), "-t", Integer.toString(plan.threads())));
        line.addAll(List.of("-c", Long.toString(context), "-npp", Integer.toString(prompt)));
        line.addAll(List.of("-ntg", Integer.toString(plan.newTokens())));
        line.addAll(
                List.of(
                        "-npl",
                        String.join(",", plan.batches().stream().map(String::valueOf).toList())));
        return line;
    }

    static Map<Trial, Double> read(final String table, final int depth) {
        final Map<Trial, Double> rates = new LinkedHashMap<>();
        table.lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .forEach(
                        row ->
                                rates.put(
                                        new Trial(
                                                Trial.Kind.DECODE,
                                                Integer.parseInt(row.group(2)),
                                                Integer.parseInt(row.group(3)),
                                                depth),
                                        Double.parseDouble(row.group(4))));
        if (rates.isEmpty()) {
            throw new CompareException("no table in: " + table.strip());
        }
        return rates;
    }
}
