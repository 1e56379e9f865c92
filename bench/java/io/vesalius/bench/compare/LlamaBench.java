package io.vesalius.bench.compare;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Any program that takes llama-bench's options and writes its JSON. Depths are given by `-d`, or
 * where it has no such option, as ik_llama.cpp, decode's by `-gp`, and prefill's is left out.
 *
 * @param command the program and options of the caller's
 * @param hasDepth whether it has `-d`
 */
record LlamaBench(String name, List<String> command, Plan plan, boolean hasDepth)
        implements Engine {
    private static final JsonMapper JSON = new JsonMapper();

    static LlamaBench of(final String name, final List<String> command, final Plan plan) {
        final List<String> asking = new ArrayList<>(command);
        asking.add("--help");
        final Commands.Output help = Commands.run(asking);
        return new LlamaBench(name, command, plan, (help.out() + help.err()).contains("--n-depth"));
    }

    @Override
    public Map<Trial, Double> measure() {
        final Map<Trial, Double> rates = new LinkedHashMap<>();
        for (final int depth : plan.depths()) {
            if (plan.promptTokens() > 0 && (depth == 0 || hasDepth)) {
                put(rates, new Trial(Trial.Kind.PREFILL, plan.promptTokens(), 1, depth));
            }
            if (plan.newTokens() > 0 && plan.batches().contains(1)) {
                put(rates, new Trial(Trial.Kind.DECODE, plan.newTokens(), 1, depth));
            }
        }
        return rates;
    }

    private void put(final Map<Trial, Double> rates, final Trial test) {
        rates.put(test, rate(Commands.runWell(line(test)).out(), test));
    }

    List<String> line(final Trial test) {
        final List<String> line = new ArrayList<>(command);
        line.addAll(List.of("-m", plan.model(), "-t", Integer.toString(plan.threads())));
        line.addAll(List.of("-r", "1", "-o", "json"));
        final boolean prefill = test.kind() == Trial.Kind.PREFILL;
        final String tokens = Integer.toString(test.tokens());
        if (test.depth() > 0 && !hasDepth) {
            line.addAll(List.of("-p", "0", "-n", "0", "-gp", test.depth() + "," + tokens));
            return line;
        }
        line.addAll(List.of("-p", prefill ? tokens : "0", "-n", prefill ? "0" : tokens));
        if (test.depth() > 0) {
            line.addAll(List.of("-d", Integer.toString(test.depth())));
        }
        return line;
    }

    /** The only test's rate. */
    static double rate(final String out, final Trial test) {
        final int start = out.indexOf('[');
        if (start < 0) {
            throw new CompareException("no JSON for " + test + " in: " + out.strip());
        }
        final JsonNode tests = JSON.readTree(out.substring(start));
        if (tests.size() != 1 || !tests.get(0).has("avg_ts")) {
            throw new CompareException("no single result of " + test + " in: " + out.strip());
        }
        return tests.get(0).get("avg_ts").doubleValue();
    }
}
