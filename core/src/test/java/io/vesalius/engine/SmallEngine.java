package io.vesalius.engine;

import io.vesalius.format.GgufFile;
import io.vesalius.kernel.CpuCompute;
import io.vesalius.kernel.Definition;
import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.WorkerTeam;
import io.vesalius.model.DecoderLoader;
import io.vesalius.model.Model;
import io.vesalius.model.ModelOptions;
import io.vesalius.tokenizer.Tokenizer;

import java.nio.file.Path;
import java.util.Optional;

/** A small model with an engine over it. */
final class SmallEngine implements AutoCloseable {
    private final WorkerTeam team;
    private final Model model;
    private final Optional<Model> draft;
    private final Engine engine;

    private SmallEngine(
            final WorkerTeam team,
            final Model model,
            final Optional<Model> draft,
            final Engine engine) {
        this.team = team;
        this.model = model;
        this.draft = draft;
        this.engine = engine;
    }

    static SmallEngine open(
            final Path path, final Verbs verbs, final int threads, final EngineOptions options) {
        return open(path, verbs, threads, options, ModelOptions.DEFAULT);
    }

    static SmallEngine open(
            final Path path,
            final Verbs verbs,
            final int threads,
            final EngineOptions options,
            final ModelOptions settings) {
        final WorkerTeam team = new WorkerTeam(threads);
        try (GgufFile file = GgufFile.open(path)) {
            final Model model = DecoderLoader.load(file, new CpuCompute(verbs, team), settings);
            final Tokenizer tokenizer = Tokenizer.from(file.metadata());
            return new SmallEngine(
                    team, model, Optional.empty(), Engine.start(model, tokenizer, options));
        }
    }

    /** The same, with another model that guesses. */
    static SmallEngine withDraft(
            final Path path,
            final Path draftPath,
            final int maxDraft,
            final int threads,
            final EngineOptions options) {
        final WorkerTeam team = new WorkerTeam(threads);
        final Definition verbs = new Definition();
        try (GgufFile file = GgufFile.open(path);
                GgufFile draftFile = GgufFile.open(draftPath)) {
            final Model model =
                    DecoderLoader.load(file, new CpuCompute(verbs, team), ModelOptions.DEFAULT);
            final Model draft =
                    DecoderLoader.load(
                            draftFile, new CpuCompute(verbs, team), ModelOptions.DEFAULT);
            final Speculation how =
                    new Speculation.DraftModel(
                            draft, Tokenizer.from(draftFile.metadata()), maxDraft);
            final Tokenizer tokenizer = Tokenizer.from(file.metadata());
            return new SmallEngine(
                    team,
                    model,
                    Optional.of(draft),
                    Engine.start(model, tokenizer, options.withSpeculation(how)));
        }
    }

    Engine engine() {
        return engine;
    }

    Model model() {
        return model;
    }

    /** Bytes of a cache of so many pages a group of layers. */
    static long bytes(final Path path, final int pages, final ModelOptions settings) {
        try (GgufFile file = GgufFile.open(path);
                WorkerTeam team = new WorkerTeam(1);
                Model model =
                        DecoderLoader.load(
                                file, new CpuCompute(new Definition(), team), settings)) {
            return (long) pages
                    * model.cacheLayout().groups().size()
                    * model.cacheLayout().pageBytes();
        }
    }

    @Override
    public void close() {
        engine.close();
        draft.ifPresent(Model::close);
        model.close();
        team.close();
    }
}
