/**
 * Text to a vocabulary: the trainers of byte-level BPE, SentencePiece's BPE, WordPiece and Unigram.
 * In comes a corpus of files or texts; out goes a trained tokeniser as metadata of a model file and
 * as tokenizer.json. The corpus is read once, in blocks, by all cores; everything after works on
 * its different words and their counts. The same corpus and options give the same vocabulary,
 * whatever the number of threads. Touches `tokenizer` for the stages before the model, `format` for
 * the metadata and `base` for errors.
 */
@NullMarked
package io.vesalius.tokenizer.train;

import org.jspecify.annotations.NullMarked;
