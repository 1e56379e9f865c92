package io.vesalius.cli;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** `run` over a small model. */
abstract class OverSmallLlama {
    static final String PROMPT = "Once upon a time";

    @TempDir Path folder;
    Path model;

    @BeforeEach
    void writeModel() {
        model = SmallModels.LLAMA.writeTo(folder);
    }

    CliRun run(final Object... args) {
        final List<Object> all = new ArrayList<>(List.of("run", "-m", model, "-n", "8"));
        all.addAll(Arrays.asList(args));
        return CliRun.of(all.toArray());
    }
}
