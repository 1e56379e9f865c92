package io.vesalius.engine;

import io.vesalius.sampling.BeamParameters;
import io.vesalius.sampling.BeamSearch;
import io.vesalius.sampling.Choice;
import io.vesalius.sampling.FinishReason;
import io.vesalius.sampling.History;
import io.vesalius.sampling.Sampler;
import io.vesalius.sampling.StopMatcher;
import io.vesalius.sampling.StopRules;
import io.vesalius.sampling.TokenLogProb;
import io.vesalius.tokenizer.DecodeOptions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Beam search: all beams take their next token in the same step, those that live on share the pages
 * of what they have in common.
 */
final class BeamDecoding implements Decoding {
    private final Group group;
    private final EngineContext context;
    private final StopRules rules;
    private final Sampler sampler;
    private final BeamSearch search;
    private final int longest;
    private final List<List<TokenLogProb>> candidates = new ArrayList<>();
    private final List<Long> hashes = new ArrayList<>(); // of the live sequences' rows
    private int beams = 1; // that there ever were
    private boolean cancelled;

    BeamDecoding(final Group group, final EngineContext context, final BeamParameters parameters) {
        this.group = group;
        this.context = context;
        final Request request = group.request();
        final Set<Integer> ends = new HashSet<>(context.tokenizer().endOfGenerationIds());
        rules = new StopRules(request.stop(), ends);
        ends.addAll(request.stop().stopTokenIds());
        sampler = new Sampler(request.sampling(), 0, context.workspace());
        longest = group.longestLength() - request.prompt().length;
        final int most = Math.min(longest, request.stop().maxTokens().orElse(longest));
        search = new BeamSearch(parameters, ends, most);
        expect(1);
    }

    private void expect(final int count) {
        candidates.clear();
        candidates.addAll(Collections.nCopies(count, null));
        hashes.clear();
        hashes.addAll(Collections.nCopies(count, 0L));
    }

    @Override
    public void predicted(final Sequence sequence, final Supplier<float[]> logits) {
        final History history =
                new History(sequence.tokens(), sequence.promptLength(), sequence.length());
        final int place = group.live().indexOf(sequence);
        final float[] row = logits.get();
        candidates.set(
                place,
                sampler.likeliest(
                        row,
                        history,
                        rules.mask(sequence.generatedLength()),
                        search.candidatesPerBeam()));
        hashes.set(place, context.recorder().hash(row));
    }

    @Override
    public void stepped() {
        if (candidates.contains(null)) {
            return; // its beams are being computed anew
        }
        group.watch().token(System.nanoTime());
        follow(search.step(candidates));
        endStopped();
        if (search.done()) {
            closeAll(group.live());
            group.live().clear();
        }
        expect(group.live().size());
    }

    /** The live beams become those that live on. */
    private void follow(final List<BeamSearch.Extension> extensions) {
        final List<Sequence> parents = List.copyOf(group.live());
        final Set<Sequence> continued = new HashSet<>();
        final List<Sequence> next = new ArrayList<>();
        for (final BeamSearch.Extension extension : extensions) {
            final Sequence parent = parents.get(extension.parent());
            next.add(
                    continued.add(parent)
                            ? parent
                            : new Sequence(parent, beams++, context.cache().fork(parent.pages())));
        }
        for (int i = 0; i < next.size(); i++) {
            final BeamSearch.Extension extension = extensions.get(i);
            final long hash = hashes.get(extension.parent());
            context.recorder().chosen(next.get(i), extension.id(), hash);
            next.get(i).append(extension.id());
        }
        closeAll(parents.stream().filter(parent -> !continued.contains(parent)).toList());
        group.live().clear();
        group.live().addAll(next);
    }

    /** Beams whose text has come to a stop string are complete. */
    private void endStopped() {
        final List<String> stops = group.request().stop().stopStrings();
        final List<Integer> stopped = new ArrayList<>();
        for (int i = 0; i < group.live().size() && !stops.isEmpty(); i++) {
            final Sequence sequence = group.live().get(i);
            final String text =
                    context.tokenizer().decode(sequence.generated(), DecodeOptions.CONTINUATION);
            if (rules.matchesText(sequence.generatedLength())
                    && stops.stream().anyMatch(text::contains)) {
                stopped.add(i);
            }
        }
        search.end(stopped);
        closeAll(stopped.stream().map(group.live()::get).toList());
        for (final int place : stopped.reversed()) {
            group.live().remove(place);
        }
    }

    private void closeAll(final List<Sequence> sequences) {
        for (final Sequence sequence : sequences) {
            if (sequence.isOpen()) {
                context.cache().close(sequence.pages());
            }
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public boolean ended() {
        return search.done();
    }

    @Override
    public Answer answer(final long now) {
        final List<Completion> completions = new ArrayList<>();
        for (final BeamSearch.Hypothesis each : search.finish()) {
            completions.add(completion(completions.size(), each));
        }
        if (completions.isEmpty()) { // cancelled before its first token
            completions.add(new Completion("", List.of(), lengthReason(), Optional.empty(), 0));
        }
        return group.answer(completions, now);
    }

    private Completion completion(final int index, final BeamSearch.Hypothesis hypothesis) {
        final Output output =
                new Output(
                        context.tokenizer().streamingDecoder(DecodeOptions.CONTINUATION),
                        new StopMatcher(group.request().stop().stopStrings()));
        FinishReason reason = lengthReason();
        for (final TokenLogProb token : hypothesis.tokens()) {
            final Choice choice = new Choice(token.id(), token.logProb(), List.of());
            if (rules.byToken(token.id()).isPresent()) {
                output.end(choice);
                reason = rules.byToken(token.id()).get();
            } else {
                output.push(choice, true);
            }
        }
        final String rest = output.finish();
        final Completion completion =
                output.completion(output.stopped() ? FinishReason.STOP_STRING : reason)
                        .withScore(hypothesis.score());
        group.generation().publish(new Event.Finished(index, completion, rest));
        return completion;
    }

    private FinishReason lengthReason() {
        if (cancelled) {
            return FinishReason.CANCELLED;
        }
        return group.request().stop().maxTokens().orElse(Integer.MAX_VALUE) <= longest
                ? FinishReason.MAX_TOKENS
                : FinishReason.CONTEXT_END;
    }
}
