package io.vesalius.engine;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How an engine runs. None of this changes an answer.
 *
 * @param kvBytes memory for keys and values; absent: what the machine can spare, see {@link
 *     KvBudget}
 * @param contextLength the most tokens of a sequence: a shorter context than the model's, or any
 *     length that the cache's policy allows
 * @param maxRequests requests that run at once
 * @param maxWaiting requests that may wait; one more is refused
 * @param maxStepRows the most rows of a step, at most what the model was loaded for
 * @param speculation whether tokens are guessed ahead
 * @param journal told what is done when
 */
public record EngineOptions(
        OptionalLong kvBytes,
        OptionalInt contextLength,
        int maxRequests,
        int maxWaiting,
        int maxStepRows,
        Speculation speculation,
        Optional<Journal> journal) {
    public static final EngineOptions DEFAULT =
            new EngineOptions(
                    OptionalLong.empty(),
                    OptionalInt.empty(),
                    64,
                    128,
                    512,
                    Speculation.NONE,
                    Optional.empty());

    public EngineOptions withKvBytes(final long bytes) {
        return new EngineOptions(
                OptionalLong.of(bytes),
                contextLength,
                maxRequests,
                maxWaiting,
                maxStepRows,
                speculation,
                journal);
    }

    public EngineOptions withContextLength(final int tokens) {
        return new EngineOptions(
                kvBytes,
                OptionalInt.of(tokens),
                maxRequests,
                maxWaiting,
                maxStepRows,
                speculation,
                journal);
    }

    public EngineOptions withMaxRequests(final int count) {
        return new EngineOptions(
                kvBytes, contextLength, count, maxWaiting, maxStepRows, speculation, journal);
    }

    public EngineOptions withMaxWaiting(final int count) {
        return new EngineOptions(
                kvBytes, contextLength, maxRequests, count, maxStepRows, speculation, journal);
    }

    public EngineOptions withMaxStepRows(final int rows) {
        return new EngineOptions(
                kvBytes, contextLength, maxRequests, maxWaiting, rows, speculation, journal);
    }

    public EngineOptions withSpeculation(final Speculation how) {
        return new EngineOptions(
                kvBytes, contextLength, maxRequests, maxWaiting, maxStepRows, how, journal);
    }

    public EngineOptions withJournal(final Journal listener) {
        return new EngineOptions(
                kvBytes,
                contextLength,
                maxRequests,
                maxWaiting,
                maxStepRows,
                speculation,
                Optional.of(listener));
    }
}
