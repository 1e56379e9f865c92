package io.vesalius.testing;

import org.junit.jupiter.api.Assumptions;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Oracle files too big or too foreign for the repository: a folder `shared` beside the checkout, or
 * the system property `vesalius.shared`. Where it is missing, the test that asks is skipped and
 * says so.
 */
public final class Shared {
    private Shared() {}

    /**
     * The file or folder `name` of the oracle folder; skips the calling test, loudly, where it is
     * missing.
     */
    public static Path path(final String name) {
        final Path path = root().resolve(name);
        if (!Files.exists(path)) {
            final String reason =
                    "SKIPPED, no oracle file " + path + " (set -Dvesalius.shared=FOLDER)";
            System.err.println(reason);
            Assumptions.abort(reason);
        }
        return path;
    }

    /** Whether the oracle file is there, for parameter sources that can't skip. */
    public static boolean has(final String name) {
        return Files.exists(root().resolve(name));
    }

    private static Path root() {
        final String configured = System.getProperty("vesalius.shared");
        if (configured != null) {
            return Path.of(configured);
        }
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && !Files.exists(folder.resolve(".git"))) {
            folder = folder.getParent();
        }
        return folder.resolveSibling("shared");
    }
}
