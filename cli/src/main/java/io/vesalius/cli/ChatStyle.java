package io.vesalius.cli;

import io.vesalius.GenerateOptions;

/**
 * How a conversation is held.
 *
 * @param options of every answer
 * @param interactive whether a person types
 * @param json whether each answer is a line of JSON
 * @param logProbs whether they were asked for
 * @param timings whether they are shown after each answer
 */
record ChatStyle(
        GenerateOptions options,
        boolean interactive,
        boolean json,
        boolean logProbs,
        boolean timings) {}
