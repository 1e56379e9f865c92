package io.vesalius;

import io.vesalius.engine.EngineOptions;
import io.vesalius.engine.Journal;
import io.vesalius.engine.Speculation;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.layer.Tap;
import io.vesalius.tensor.CacheType;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a model is opened. Of these only the cache's type and policy and the chat template can change
 * an answer.
 *
 * @param engine memory, context and limits
 * @param cacheType how keys and values are stored
 * @param cachePolicy which positions are seen in a long context
 * @param threads absent: one a core
 * @param kernels the name of the kernels to use; absent: the fastest that run here
 * @param chatTemplate the source of a template instead of the file's own
 * @param draft a smaller model that guesses ahead; instead of the engine's own speculation
 * @param tap an observer of every forward pass; costs time
 * @param progress told while the weights are read
 */
public record OpenOptions(
        EngineOptions engine,
        CacheType cacheType,
        CachePolicy cachePolicy,
        OptionalInt threads,
        Optional<String> kernels,
        Optional<String> chatTemplate,
        Optional<Draft> draft,
        Optional<Tap> tap,
        Progress progress) {
    /** Hears how much of a model is loaded. */
    @FunctionalInterface
    public interface Progress {
        /**
         * @param loadedBytes so far
         * @param totalBytes of all weights
         */
        void loaded(long loadedBytes, long totalBytes);
    }

    /**
     * A model that guesses what another one will say ({@link Speculation.DraftModel}).
     *
     * @param file a GGUF file of the same vocabulary
     * @param maxTokens the most tokens guessed at once
     */
    public record Draft(Path file, int maxTokens) {
        public static final int USUAL_TOKENS = 8;

        public Draft {
            Speculation.checkDraft("draft_tokens", maxTokens);
        }
    }

    public static final OpenOptions DEFAULT =
            new OpenOptions(
                    EngineOptions.DEFAULT,
                    CacheType.F16,
                    CachePolicy.EVERYTHING,
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    (loaded, total) -> {});

    public OpenOptions withEngine(final EngineOptions options) {
        return new OpenOptions(
                options,
                cacheType,
                cachePolicy,
                threads,
                kernels,
                chatTemplate,
                draft,
                tap,
                progress);
    }

    public OpenOptions withCacheType(final CacheType type) {
        return new OpenOptions(
                engine, type, cachePolicy, threads, kernels, chatTemplate, draft, tap, progress);
    }

    public OpenOptions withCachePolicy(final CachePolicy policy) {
        return new OpenOptions(
                engine, cacheType, policy, threads, kernels, chatTemplate, draft, tap, progress);
    }

    public OpenOptions withThreads(final int count) {
        return new OpenOptions(
                engine,
                cacheType,
                cachePolicy,
                OptionalInt.of(count),
                kernels,
                chatTemplate,
                draft,
                tap,
                progress);
    }

    public OpenOptions withKernels(final String name) {
        return new OpenOptions(
                engine,
                cacheType,
                cachePolicy,
                threads,
                Optional.of(name),
                chatTemplate,
                draft,
                tap,
                progress);
    }

    public OpenOptions withChatTemplate(final String source) {
        return new OpenOptions(
                engine,
                cacheType,
                cachePolicy,
                threads,
                kernels,
                Optional.of(source),
                draft,
                tap,
                progress);
    }

    public OpenOptions withDraft(final Draft model) {
        return new OpenOptions(
                engine,
                cacheType,
                cachePolicy,
                threads,
                kernels,
                chatTemplate,
                Optional.of(model),
                tap,
                progress);
    }

    public OpenOptions withTap(final Tap observer) {
        return new OpenOptions(
                engine,
                cacheType,
                cachePolicy,
                threads,
                kernels,
                chatTemplate,
                draft,
                Optional.of(observer),
                progress);
    }

    public OpenOptions withJournal(final Journal journal) {
        return withEngine(engine.withJournal(journal));
    }

    public OpenOptions withProgress(final Progress listener) {
        return new OpenOptions(
                engine,
                cacheType,
                cachePolicy,
                threads,
                kernels,
                chatTemplate,
                draft,
                tap,
                listener);
    }
}
