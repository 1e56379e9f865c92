package io.vesalius.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The launcher in a tree of its own, with a JDK and a Maven that only write down what they do.
 *
 * @param folder holds the tree, in `a tree`, and the two programs
 */
record LauncherTree(Path folder) {
    private static final String MAVEN =
            """
            #!/bin/sh
            echo "$@" >>"$MAVEN_LOG"
            sleep 0.3
            mkdir -p cli/target/quick
            [ -z "${MAVEN_FAILS:-}" ] || exit 1
            echo jar >cli/target/quick/vesalius.jar
            """;

    /**
     * Answers the probe, makes a cache where it is asked for one and can, else writes its
     * arguments, each in brackets.
     */
    private static final String JAVA =
            """
            #!/bin/sh
            for argument; do
                case $argument in
                    *KernelProbe) [ -z "${NO_KERNELS:-}" ]; exit ;;
                    -XX:AOTCacheOutput=*)
                        [ -n "${NO_CACHE:-}" ] || echo cache >"${argument#*=}"
                        exit 0
                        ;;
                esac
                printf '[%s]\\0' "$argument"
            done
            exit 7
            """;

    /** How a run ended: Java's arguments, and what was said on standard error. */
    record Run(int exitCode, List<String> arguments, String err) {
        List<String> programArguments() {
            return arguments.subList(arguments.indexOf("[-jar]") + 2, arguments.size());
        }
    }

    static LauncherTree in(final Path folder) throws IOException {
        final LauncherTree tree = new LauncherTree(folder);
        final Path original = Path.of(System.getProperty("basedir", ""), "..", "vesalius");
        Files.createDirectories(tree.root());
        Files.copy(original, tree.launcher());
        tree.source("cli/src/main/Main.java");
        Files.writeString(tree.root().resolve("pom.xml"), "<project/>");
        program(folder.resolve("bin/mvn"), MAVEN);
        program(folder.resolve("jdk/bin/java"), JAVA);
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.3\"\n");
        tree.setBackTime();
        return tree;
    }

    Path root() {
        return folder.resolve("a tree");
    }

    Path launcher() {
        return root().resolve("vesalius");
    }

    void source(final String name) throws IOException {
        final Path file = root().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "class Some {}");
    }

    /** Makes all that lies in the tree a minute older, so that the next change is surely newer. */
    void setBackTime() throws IOException {
        try (Stream<Path> files = Files.walk(root())) {
            for (final Path file : files.toList()) {
                final Instant time = Files.getLastModifiedTime(file).toInstant();
                Files.setLastModifiedTime(file, FileTime.from(time.minusSeconds(60)));
            }
        }
    }

    /** What Maven was asked to do, a line a call. */
    List<String> builds() throws IOException {
        final Path log = folder.resolve("maven.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    Run run(final String... arguments) throws IOException {
        return run(launcher(), Map.of(), arguments);
    }

    Run run(final Path launcher, final Map<String, String> environment, final String... arguments)
            throws IOException {
        final List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
        command.addAll(List.of(arguments));
        final Path err = Files.createTempFile(folder, "err", "");
        final ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
        builder.environment().remove("VESALIUS_JAVA_OPTIONS");
        builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("MAVEN_LOG", folder.resolve("maven.log").toString());
        builder.environment().putAll(environment);
        final Process process = builder.start();
        final byte[] out = process.getInputStream().readAllBytes();
        final String text = new String(out, StandardCharsets.UTF_8);
        final List<String> shown = text.isEmpty() ? List.of() : List.of(text.split("\0"));
        try {
            return new Run(process.waitFor(), shown, Files.readString(err));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void program(final Path file, final String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new UncheckedIOException(new IOException(file + " can't be made executable"));
        }
    }
}
