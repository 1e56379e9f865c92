package io.vesalius.engine;

import io.vesalius.kv.PageCache;
import io.vesalius.sampling.Workspace;
import io.vesalius.tokenizer.Tokenizer;

import java.util.Optional;

/**
 * What decoding needs of the engine.
 *
 * @param tokenizer for text, stop strings and the ids that end a generation
 * @param cache where sequences fork
 * @param workspace memory for sampling
 * @param recorder writes the journal
 * @param drafter the draft model
 */
record EngineContext(
        Tokenizer tokenizer,
        PageCache cache,
        Workspace workspace,
        Recorder recorder,
        Optional<Drafter> drafter) {}
