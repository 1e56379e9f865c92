package io.vesalius.model;

import io.vesalius.base.UnsupportedException;

import java.util.Map;
import java.util.TreeMap;

/** The families that can be run, by `general.architecture`. A new family is one line here. */
public final class Families {
    private static final Map<String, Family> FAMILIES =
            Map.ofEntries(
                    Map.entry("gemma", new Gemma()),
                    Map.entry("gemma2", new Gemma2()),
                    Map.entry("gemma3", new Gemma3()),
                    Map.entry("granite", new Granite()),
                    Map.entry("llama", new Llama()),
                    Map.entry("olmo2", new Olmo2()),
                    Map.entry("phi3", new Phi3()),
                    Map.entry("qwen2", new Qwen2()),
                    Map.entry("qwen3", new Qwen3()),
                    Map.entry("smollm3", new SmolLm3()));

    private Families() {}

    /**
     * @throws UnsupportedException for an architecture that is not here; the message lists those
     *     that are
     */
    static Family of(final String architecture) {
        final Family family = FAMILIES.get(architecture);
        if (family == null) {
            throw new UnsupportedException(
                    "metadata key 'general.architecture' is '%s', which can't be run; these can: %s"
                            .formatted(architecture, names()));
        }
        return family;
    }

    /** All architectures, sorted: `gemma, gemma2, ...`. */
    public static String names() {
        return String.join(", ", new TreeMap<>(FAMILIES).keySet());
    }
}
