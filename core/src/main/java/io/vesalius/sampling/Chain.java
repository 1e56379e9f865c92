package io.vesalius.sampling;

import java.util.ArrayList;
import java.util.List;

/** The links that a request's parameters turn on, in order. */
final class Chain {
    private Chain() {}

    /** All links; for a greedy choice those that can change it. */
    static List<ChainLink> of(
            final SamplingParameters parameters, final Draws draws, final Workspace workspace) {
        final List<ChainLink> links = new ArrayList<>();
        if (!parameters.logitBias().isEmpty()) {
            links.add(new LogitBiasLink(parameters.logitBias()));
        }
        final boolean edits = parameters.greedy();
        final boolean truncates = !edits && parameters.mirostat().isEmpty();
        for (final Link link : parameters.order()) {
            if (link.truncates() ? truncates : !(edits && link == Link.TEMPERATURE)) {
                add(links, link, parameters, draws, workspace);
            }
        }
        return List.copyOf(links);
    }

    /** The links that change logits by the tokens so far: bias and penalties. */
    static List<ChainLink> edits(final List<ChainLink> links) {
        return links.stream()
                .filter(
                        link ->
                                link instanceof LogitBiasLink
                                        || link instanceof PenaltyLink
                                        || link instanceof DryLink)
                .toList();
    }

    private static void add(
            final List<ChainLink> links,
            final Link link,
            final SamplingParameters parameters,
            final Draws draws,
            final Workspace workspace) {
        final TruncationParameters truncation = parameters.truncation();
        switch (link) {
            case PENALTIES -> {
                if (parameters.penalties().isOn()) {
                    links.add(new PenaltyLink(parameters.penalties()));
                }
            }
            case DRY -> {
                if (parameters.dry().isOn()) {
                    links.add(dry(parameters.dry(), workspace));
                }
            }
            case TOP_K -> {
                if (truncation.topK() > 0) {
                    links.add(new TopKLink(truncation.topK()));
                }
            }
            case TYPICAL -> {
                if (truncation.typicalP() < 1) {
                    links.add(new TypicalLink(truncation.typicalP()));
                }
            }
            case TOP_P -> {
                if (truncation.topP() < 1) {
                    links.add(new TopPLink(truncation.topP()));
                }
            }
            case MIN_P -> {
                if (truncation.minP() > 0) {
                    links.add(new MinPLink(truncation.minP()));
                }
            }
            case XTC -> {
                if (parameters.xtc().isOn()) {
                    links.add(new XtcLink(parameters.xtc(), draws));
                }
            }
            case TEMPERATURE -> {
                if (parameters.temperature() != 1) {
                    links.add(new TemperatureLink(parameters.temperature()));
                }
            }
        }
    }

    private static DryLink dry(final DryParameters parameters, final Workspace workspace) {
        return new DryLink(
                parameters, new DryBreakers(parameters.breakers(), workspace.tokenBytes()));
    }
}
