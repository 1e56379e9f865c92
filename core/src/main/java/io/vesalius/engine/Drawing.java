package io.vesalius.engine;

import io.vesalius.sampling.Choice;
import io.vesalius.sampling.FinishReason;
import io.vesalius.sampling.History;
import io.vesalius.sampling.Sampler;
import io.vesalius.sampling.StopMatcher;
import io.vesalius.sampling.StopRules;
import io.vesalius.tokenizer.DecodeOptions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One token after another, drawn or the likeliest; several choices go apart after the prompt, which
 * is computed once.
 */
final class Drawing implements Decoding {
    private final Group group;
    private final EngineContext context;
    private final StopRules rules;
    private final List<Sampler> samplers = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final Completion[] completions;

    Drawing(final Group group, final EngineContext context) {
        this.group = group;
        this.context = context;
        final Request request = group.request();
        rules = new StopRules(request.stop(), context.tokenizer().endOfGenerationIds());
        completions = new Completion[request.choices()];
        for (int choice = 0; choice < request.choices(); choice++) {
            samplers.add(new Sampler(request.sampling(), choice, context.workspace()));
            outputs.add(
                    new Output(
                            context.tokenizer().streamingDecoder(DecodeOptions.CONTINUATION),
                            new StopMatcher(request.stop().stopStrings())));
        }
    }

    @Override
    public void predicted(final Sequence sequence, final Supplier<float[]> logits) {
        if (group.request().promptLogits().isPresent()) {
            finish(sequence, FinishReason.MAX_TOKENS);
            return;
        }
        final boolean first = sequence.generatedLength() == 0 && sequence.choice() == 0;
        final List<Sequence> others = first ? fork(sequence) : List.of();
        final float[] row = logits.get();
        final long hash = context.recorder().hash(row);
        draw(sequence, row, hash);
        for (int i = 0; i < others.size(); i++) {
            draw(others.get(i), row, hash);
        }
    }

    /** The other choices begin where the first one stands. */
    private List<Sequence> fork(final Sequence sequence) {
        final List<Sequence> others = new ArrayList<>();
        for (int choice = 1; choice < completions.length; choice++) {
            others.add(new Sequence(sequence, choice, context.cache().fork(sequence.pages())));
        }
        group.live().addAll(others);
        return others;
    }

    private void draw(final Sequence sequence, final float[] logits, final long hash) {
        final History history =
                new History(sequence.tokens(), sequence.promptLength(), sequence.length());
        final Choice token =
                samplers.get(sequence.choice())
                        .sample(logits, history, rules.mask(sequence.generatedLength()));
        context.recorder().chosen(sequence, token.id(), hash);
        sequence.append(token.id());
        sequence.drawn(samplers.get(sequence.choice()).snapshot());
        final long now = System.nanoTime();
        if (sequence.choice() == 0) {
            group.watch().token(now);
        }
        accept(sequence, token, now);
    }

    private void accept(final Sequence sequence, final Choice token, final long now) {
        final Output output = outputs.get(sequence.choice());
        final Optional<FinishReason> end = rules.byToken(token.id());
        if (end.isPresent()) {
            output.end(token);
            publish(new Event.Token(sequence.choice(), token, "", now));
            finish(sequence, end.get());
            return;
        }
        final boolean stoppable = rules.matchesText(sequence.generatedLength());
        publish(new Event.Token(sequence.choice(), token, output.push(token, stoppable), now));
        if (output.stopped()) {
            finish(sequence, FinishReason.STOP_STRING);
        } else {
            final Optional<FinishReason> full =
                    rules.byLength(
                            sequence.generatedLength(), sequence.length(), group.longestLength());
            if (full.isPresent()) {
                finish(sequence, full.get());
            }
        }
    }

    private void finish(final Sequence sequence, final FinishReason reason) {
        if (sequence.isOpen()) {
            context.cache().close(sequence.pages());
            sequence.lose();
        }
        group.live().remove(sequence);
        complete(sequence.choice(), reason);
    }

    private void complete(final int choice, final FinishReason reason) {
        final Output output = outputs.get(choice);
        final String rest = output.finish();
        completions[choice] = output.completion(reason);
        publish(new Event.Finished(choice, completions[choice], rest));
    }

    private void publish(final Event event) {
        group.generation().publish(event);
    }

    @Override
    public void stepped() {}

    @Override
    public void cancel() {
        for (int choice = 0; choice < completions.length; choice++) {
            if (completions[choice] == null) {
                complete(choice, FinishReason.CANCELLED);
            }
        }
    }

    @Override
    public boolean ended() {
        for (final Completion completion : completions) {
            if (completion == null) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Answer answer(final long now) {
        return group.answer(List.of(completions), now);
    }
}
