package io.vesalius.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The modules of this build: every folder with sources is one, so a new one can't be forgotten. */
final class Modules {
    private Modules() {}

    /** The folder of each module's compiled classes. */
    static Stream<Path> compiled() {
        final Path root = Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..");
        final String folder = System.getProperty("build.folder", "target");
        try (Stream<Path> folders = Files.list(root.normalize())) {
            final List<Path> modules =
                    folders.filter(module -> Files.isDirectory(module.resolve("src/main/java")))
                            .map(module -> module.resolve(folder).resolve("classes"))
                            .toList();
            return modules.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
