package io.vesalius.kernel;

/**
 * A way to implement the verbs, found by {@link java.util.ServiceLoader} and tried by {@link
 * VerbsChoice}. Its class must load everywhere: what may be missing (a module, a processor's
 * feature) is touched in {@link #offer} only. One name is one implementation: what can run in two
 * ways is two providers.
 */
public interface VerbsProvider {
    /** What a person types to force it, and what logs say: `vector`. Lower case. */
    String name();

    /** The provider of the highest priority that can run is chosen; the plain definition has 0. */
    int priority();

    /** The verbs, or why they can't run here. A LinkageError thrown here counts as a refusal. */
    Offer offer();

    /** What a provider says when asked. */
    sealed interface Offer {}

    /** It can run. */
    record Available(Verbs verbs) implements Offer {}

    /**
     * It can't run.
     *
     * @param reason one line that a person can act on, without the provider's name
     */
    record Refused(String reason) implements Offer {}
}
