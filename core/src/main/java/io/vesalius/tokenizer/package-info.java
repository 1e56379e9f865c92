/**
 * Text to token ids and back. In comes a model's vocabulary as metadata, then text; out go ids, and
 * from ids text. Five named stages: normaliser, pre-tokeniser, model, post-processor, decoder.
 * Touches `format` for the metadata and `base` for errors; knows nothing of prompts or tensors. A
 * {@link Tokenizer} is immutable and safe for any thread; a {@link StreamingDecoder} belongs to one
 * thread.
 */
package io.vesalius.tokenizer;
