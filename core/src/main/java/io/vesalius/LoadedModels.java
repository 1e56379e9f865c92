package io.vesalius;

import io.vesalius.engine.EngineOptions;
import io.vesalius.engine.SameVocabulary;
import io.vesalius.engine.Speculation;
import io.vesalius.format.GgufFile;
import io.vesalius.kernel.CpuCompute;
import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.WorkerTeam;
import io.vesalius.model.DecoderLoader;
import io.vesalius.model.Model;
import io.vesalius.model.ModelOptions;
import io.vesalius.tokenizer.Tokenizer;

import java.util.List;
import java.util.Optional;

/** A model, and the draft that guesses for it, in memory. */
record LoadedModels(Model model, Tokenizer tokenizer, Optional<Speculation.DraftModel> draft)
        implements AutoCloseable {
    private static final int MOST_LOGIT_ROWS = 64;

    /** Reads all weights; both models compute on the same team. */
    static LoadedModels load(
            final GgufFile file,
            final OpenOptions options,
            final Verbs verbs,
            final WorkerTeam team) {
        final Tokenizer tokenizer = Tokenizer.from(file.metadata());
        final int rows = options.engine().maxStepRows();
        final ModelOptions how =
                new ModelOptions(
                        options.cacheType(),
                        options.cachePolicy(),
                        rows,
                        Math.min(MOST_LOGIT_ROWS, rows),
                        options.tap(),
                        bytes -> {});
        if (options.draft().isEmpty()) {
            final LoadProgress progress = new LoadProgress(List.of(file), options.progress());
            return new LoadedModels(
                    load(file, verbs, team, how.withProgress(progress::add)),
                    tokenizer,
                    Optional.empty());
        }
        final OpenOptions.Draft wanted = options.draft().get();
        try (GgufFile draftFile = GgufFile.open(wanted.file())) {
            final Tokenizer draftTokenizer = Tokenizer.from(draftFile.metadata());
            SameVocabulary.require(tokenizer, draftTokenizer);
            final LoadProgress progress =
                    new LoadProgress(List.of(file, draftFile), options.progress());
            final ModelOptions both = how.withProgress(progress::add);
            final Model model = load(file, verbs, team, both);
            try {
                final Model draft = load(draftFile, verbs, team, both.withoutTap());
                return new LoadedModels(
                        model,
                        tokenizer,
                        Optional.of(
                                new Speculation.DraftModel(
                                        draft, draftTokenizer, wanted.maxTokens())));
            } catch (Throwable e) {
                model.close();
                throw e;
            }
        }
    }

    private static Model load(
            final GgufFile file,
            final Verbs verbs,
            final WorkerTeam team,
            final ModelOptions options) {
        final CpuCompute compute = new CpuCompute(verbs, team);
        try {
            return DecoderLoader.load(file, compute, options);
        } catch (Throwable e) {
            compute.close();
            throw e;
        }
    }

    /** The engine's options, the draft among them where there is one. */
    EngineOptions engine(final EngineOptions options) {
        return draft.map(options::withSpeculation).orElse(options);
    }

    @Override
    public void close() {
        draft.ifPresent(it -> it.model().close());
        model.close();
    }
}
