package io.vesalius.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * This machine, as far as it matters.
 *
 * @param processor its model
 * @param features of the processor, those that kernels use or could
 * @param cores physical ones, of all sockets; 0 where the system doesn't say
 * @param threads processors that this process may use
 * @param memoryBytes of the machine, or of the container
 * @param hugePages the system's policy, `always`, `madvise` or `never`; empty where it has none
 */
record Machine(
        String processor,
        List<String> features,
        int cores,
        int threads,
        long memoryBytes,
        Optional<String> hugePages) {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    private static final Set<String> WANTED =
            Set.of(
                    "avx2",
                    "fma",
                    "f16c",
                    "avx_vnni",
                    "avx512f",
                    "avx512bw",
                    "avx512vl",
                    "avx512_vnni",
                    "avx512_bf16",
                    "avx512_fp16",
                    "amx_int8",
                    "asimd",
                    "asimddp",
                    "i8mm",
                    "sve");

    static Machine here() {
        final List<String> lines = lines(CPUINFO);
        return new Machine(
                value(lines, "model name").orElse(System.getProperty("os.arch")),
                features(lines),
                cores(lines),
                Runtime.getRuntime().availableProcessors(),
                totalMemory(),
                lines(HUGE_PAGES).stream().findFirst().flatMap(Machine::chosen));
    }

    /** Memory of the machine, or of the container that this process may not exceed. */
    static long totalMemory() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }

    private static List<String> lines(final Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The first `key : value` of a list. */
    private static Optional<String> value(final List<String> lines, final String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key) && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    private static List<String> features(final List<String> lines) {
        final String all = value(lines, "flags").or(() -> value(lines, "Features")).orElse("");
        final Set<String> found = new TreeSet<>(List.of(all.split(" ")));
        found.retainAll(WANTED);
        return List.copyOf(found);
    }

    /** Each core once, though it may run two threads. */
    private static int cores(final List<String> lines) {
        final Set<String> cores = new TreeSet<>();
        final List<String> block = new ArrayList<>();
        for (final String line : lines) {
            if (line.isBlank()) {
                value(block, "core id")
                        .ifPresent(id -> cores.add(value(block, "physical id") + "/" + id));
                block.clear();
            } else {
                block.add(line);
            }
        }
        return cores.size();
    }

    /** The word in brackets: `always [madvise] never`. */
    private static Optional<String> chosen(final String line) {
        final int from = line.indexOf('[');
        final int to = line.indexOf(']');
        return from >= 0 && to > from
                ? Optional.of(line.substring(from + 1, to))
                : Optional.empty();
    }
}
