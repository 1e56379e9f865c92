/**
 * From what a person asks to what a model reads. In come a {@link Prompt}'s parts or a
 * conversation's messages, and a model's chat template; out go segments for the tokeniser, in which
 * the template's own text (control) and everyone else's (text) stay apart, so that markup typed by
 * a user is text. All types here are immutable and safe for any thread. Touches `tokenizer` for the
 * segments, `format` for the metadata and `base` for errors; knows nothing of tensors or models.
 */
package io.vesalius.prompt;
