/**
 * Vesalius beside other engines, on one model and machine: one run of each after another, again and
 * again, so that what disturbs the machine disturbs all of them. Each engine's own benchmark times
 * it, by the rules of llama-bench.
 */
package io.vesalius.bench.compare;
