package io.vesalius.cli;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.engine.EngineOptions;
import io.vesalius.format.GgufFile;
import io.vesalius.model.CacheArithmetic;
import io.vesalius.model.MemoryArithmetic;
import io.vesalius.tensor.CacheType;
import io.vesalius.tokenizer.Tokenizer;
import io.vesalius.tokenizer.json.TokenizerJsonFile;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A vocabulary that a person names: that of a GGUF file, or a tokenizer.json. */
record VocabularyFile(Path path) {
    private boolean isJson() {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    }

    Tokenizer tokenizer() {
        if (isJson()) {
            return TokenizerJsonFile.open(path);
        }
        try (GgufFile file = GgufFile.open(path)) {
            return Tokenizer.from(file.metadata());
        }
    }

    /** What the model's cache takes; empty where there is only a vocabulary. */
    Optional<CacheArithmetic> cache() {
        if (isJson()) {
            return Optional.empty();
        }
        try (GgufFile file = GgufFile.open(path)) {
            return Optional.of(
                    MemoryArithmetic.of(file)
                            .cache(CacheType.F16, EngineOptions.DEFAULT.maxStepRows()));
        } catch (BadFileException | UnsupportedException vocabularyAlone) {
            return Optional.empty();
        }
    }
}
