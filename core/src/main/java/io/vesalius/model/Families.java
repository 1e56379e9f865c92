package io.vesalius.model;

import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufMetadata;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

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
     * What a file's keys say.
     *
     * @param smallTensors the values of a small tensor, where the file has it
     * @throws io.vesalius.base.BadFileException for a key that is missing or makes no sense
     * @throws UnsupportedException for an architecture, or a part of one, that can't be run
     */
    static DecoderSpec describe(
            final GgufFile file, final Function<String, Optional<List<Float>>> smallTensors) {
        final Family family = of(file.metadata());
        return family.describe(new Hyperparameters(file.metadata(), smallTensors));
    }

    private static Family of(final GgufMetadata metadata) {
        final String architecture = metadata.string("general.architecture");
        final Family family = FAMILIES.get(architecture);
        if (family == null) {
            throw new UnsupportedException(
                    metadata.where()
                            + "metadata key 'general.architecture' is '%s', which can't be run; these can: %s"
                                    .formatted(architecture, names()));
        }
        return family;
    }

    /** All architectures, sorted: `gemma, gemma2, ...`. */
    public static String names() {
        return String.join(", ", new TreeMap<>(FAMILIES).keySet());
    }
}
