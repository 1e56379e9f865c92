package io.vesalius.bench.compare;

import java.util.Collections;
import java.util.List;

/**
 * What was measured, as a table of Markdown: medians with the smallest and largest behind them, and
 * for each peer the median of the rounds' ratios.
 */
final class Table {
    private final Samples samples;
    private final Vesalius ours;
    private final List<Engine> peers;

    Table(final Samples samples, final Vesalius ours, final List<Engine> peers) {
        this.samples = samples;
        this.ours = ours;
        this.peers = List.copyOf(peers);
    }

    String text() {
        final StringBuilder text = new StringBuilder("| test | vesalius | of its limit |");
        peers.forEach(peer -> text.append(" %s | ratio |".formatted(peer.name())));
        text.append("\n|---|---|---|").append("---|---|".repeat(peers.size())).append('\n');
        samples.tests().forEach(test -> row(text, test));
        return text.toString();
    }

    private void row(final StringBuilder text, final Trial test) {
        text.append("| %s |".formatted(test));
        cell(text, samples.of(test, ours.name()), "%.1f", "%.1f");
        final List<Double> shares =
                ours.shares().getOrDefault(test, List.of()).stream().map(s -> 100 * s).toList();
        text.append(shares.isEmpty() ? " - |" : " %.0f %% |".formatted(Samples.median(shares)));
        for (final Engine peer : peers) {
            cell(text, samples.of(test, peer.name()), "%.1f", "%.1f");
            cell(text, samples.ratios(test, ours.name(), peer.name()), "**%.2f**", "%.2f");
        }
        text.append('\n');
    }

    private static void cell(
            final StringBuilder text,
            final List<Double> values,
            final String median,
            final String other) {
        text.append(' ');
        if (values.isEmpty()) {
            text.append('-');
        } else {
            text.append(median.formatted(Samples.median(values)));
            if (values.size() > 1) {
                text.append(
                        (" (" + other + "-" + other + ")")
                                .formatted(Collections.min(values), Collections.max(values)));
            }
        }
        text.append(" |");
    }
}
