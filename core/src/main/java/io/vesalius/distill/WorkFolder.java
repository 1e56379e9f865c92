package io.vesalius.distill;

import io.vesalius.base.BadFileException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Where a distillation that is under way keeps its texts, its checkpoint and its curve. */
record WorkFolder(Path path) {
    /**
     * The folder beside an output, made where it is missing.
     *
     * @param settings what the texts in it depend on
     * @throws BadFileException when it is of other settings, or can't be made
     */
    static WorkFolder beside(final Path output, final String settings) {
        final WorkFolder folder =
                new WorkFolder(output.resolveSibling(output.getFileName() + ".work"));
        final Path file = folder.path.resolve("settings.txt");
        try {
            Files.createDirectories(folder.path);
            if (!Files.exists(file)) {
                Files.writeString(file, settings);
            }
            final String found = Files.readString(file);
            if (!found.equals(settings)) {
                throw new BadFileException(
                        "%s: is of another distillation (%s; this one: %s): delete it, or write elsewhere"
                                .formatted(folder.path, found, settings));
            }
        } catch (IOException e) {
            throw new BadFileException(folder.path + ": can't be used: " + e.getMessage(), e);
        }
        return folder;
    }

    /** Documents that were made before, or are made now and kept. */
    List<Document> documents(final String name, final Supplier<List<Document>> make) {
        final Path file = path.resolve(name);
        if (!Files.exists(file)) {
            DocumentFile.write(file, make.get());
        }
        return DocumentFile.read(file); // which may differ, in line ends, from what was written
    }

    Path checkpoint() {
        return path.resolve("checkpoint");
    }

    Path curve() {
        return path.resolve("curve.csv");
    }

    /** The checkpoint, where there is one. */
    Optional<Path> left() {
        return Optional.of(checkpoint()).filter(Files::exists);
    }
}
