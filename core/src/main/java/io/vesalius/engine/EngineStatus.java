package io.vesalius.engine;

/**
 * An engine's gauges and counters after a step.
 *
 * @param running requests being computed
 * @param waiting requests that wait
 * @param pageCount pages of the cache
 * @param usedPages held by sequences
 * @param cachedPages held by nobody, kept for a later prompt
 * @param freePages neither
 * @param preemptions requests that lost their pages, since the start
 * @param queriedTokens prompt tokens looked up in the prefix cache, since the start
 * @param hitTokens of those, found
 * @param steps forward passes, since the start
 * @param draftPageCount pages of the draft model's cache; 0 without one
 * @param draftUsedPages of those, held by sequences
 */
public record EngineStatus(
        int running,
        int waiting,
        int pageCount,
        int usedPages,
        int cachedPages,
        int freePages,
        long preemptions,
        long queriedTokens,
        long hitTokens,
        long steps,
        int draftPageCount,
        int draftUsedPages) {}
