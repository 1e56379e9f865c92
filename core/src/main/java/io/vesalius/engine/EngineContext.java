package io.vesalius.engine;

import io.vesalius.kv.PageCache;
import io.vesalius.sampling.Workspace;
import io.vesalius.tokenizer.Tokenizer;

/**
 * What decoding needs of the engine.
 *
 * @param tokenizer for text, stop strings and the ids that end a generation
 * @param cache where sequences fork
 * @param admission how long a sequence may become
 * @param workspace memory for sampling
 * @param recorder writes the journal
 */
record EngineContext(
        Tokenizer tokenizer,
        PageCache cache,
        Admission admission,
        Workspace workspace,
        Recorder recorder) {}
