/**
 * Hugging Face's tokenizer.json as the `tokenizer.ggml.*` keys of a model file, which is what a
 * tokeniser is built from. In comes a file that nobody has checked; out go keys that mean the same.
 * A stage that no key can say is refused by its name, never guessed at. Touches `format` and
 * `base`.
 */
@NullMarked
package io.vesalius.tokenizer.json;

import org.jspecify.annotations.NullMarked;
