/**
 * The facade: open a model, generate, chat, stream, count tokens, close. In come paths, texts and
 * options, out come answers. Everything here may be called from any thread.
 */
package io.vesalius;
