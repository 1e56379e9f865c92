package io.vesalius.cli;

import io.vesalius.base.ByteSize;
import io.vesalius.kernel.VerbsChoice;
import io.vesalius.kernel.VerbsProvider;

import picocli.CommandLine.Option;

import java.util.List;
import java.util.Optional;

/** Whether all is well here for the engine. */
@picocli.CommandLine.Command(
        description =
                "Asks every implementation of the kernels whether it runs here; the first that does"
                    + " is chosen. Peaks are what the machine can do at most, measured by loops"
                    + " that do nothing else: reading memory bounds the generation of text,"
                    + " arithmetic the reading of prompts. Beside them stands how fast the chosen"
                    + " kernels multiply.",
        footer = {"vesalius doctor", "vesalius doctor --json --no-peaks"})
final class DoctorCommand implements Command {
    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads that measure. Default: one a processor.")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--kernels",
            paramLabel = "NAME",
            description = "Use these kernels instead of the best that run.")
    private Optional<String> kernels = Optional.empty();

    @Option(names = "--no-peaks", description = "Measure nothing, which takes a second or two.")
    private boolean noPeaks;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    /** What was found. */
    private record Findings(
            Machine machine,
            List<VerbsChoice.Candidate> candidates,
            VerbsChoice choice,
            int threads,
            Optional<Speeds> speeds) {}

    @Override
    public void run(final Shell shell) {
        final int count = Threads.checked(threads);
        final VerbsChoice choice = VerbsChoice.choose(kernels);
        final Findings findings =
                new Findings(
                        Machine.here(),
                        VerbsChoice.survey(),
                        choice,
                        count,
                        noPeaks
                                ? Optional.empty()
                                : Optional.of(Speeds.measure(choice.verbs(), count)));
        if (json) {
            shell.out().line(Json.text(members(findings)));
        } else {
            write(shell.out(), findings);
        }
    }

    private static Json.Members members(final Findings found) {
        final Machine machine = found.machine;
        final Json.Members members =
                Json.object()
                        .put(
                                "machine",
                                Json.object()
                                        .put("processor", machine.processor())
                                        .put("architecture", System.getProperty("os.arch"))
                                        .put("system", System.getProperty("os.name"))
                                        .put("features", machine.features())
                                        .put("cores", machine.cores())
                                        .put("processors", machine.threads())
                                        .put("memory_bytes", machine.memoryBytes())
                                        .put("huge_pages", machine.hugePages().orElse(null)))
                        .put("jvm", jvm())
                        .put(
                                "kernels",
                                Json.object()
                                        .put("chosen", found.choice.name())
                                        .put("implementation", found.choice.verbs().name())
                                        .put("threads", found.threads)
                                        .put(
                                                "providers",
                                                found.candidates.stream()
                                                        .map(DoctorCommand::provider)
                                                        .toList()));
        found.speeds.ifPresent(
                speeds ->
                        members.put("peaks", PeaksJson.of(speeds.peaks()))
                                .put("products", speeds.productsJson())
                                .put("attention", speeds.attentionJson()));
        return members;
    }

    private static Json.Members jvm() {
        return Json.object()
                .put("version", System.getProperty("java.vm.version"))
                .put("vendor", System.getProperty("java.vendor"))
                .put("name", System.getProperty("java.vm.name"))
                .put("heap_bytes", Runtime.getRuntime().maxMemory())
                .put("vesalius", Version.read());
    }

    private static Json.Members provider(final VerbsChoice.Candidate candidate) {
        final Json.Members members = Json.object().put("name", candidate.name());
        return switch (candidate.offer()) {
            case VerbsProvider.Available(var verbs) ->
                    members.put("available", true).put("implementation", verbs.name());
            case VerbsProvider.Refused(String reason) ->
                    members.put("available", false).put("reason", reason);
        };
    }

    private static void write(final Output out, final Findings found) {
        final Machine machine = found.machine;
        row(out, "Processor", machine.processor());
        row(out, "Features", String.join(" ", machine.features()));
        row(
                out,
                "Cores",
                "%s, %d processors for this process"
                        .formatted(
                                machine.cores() == 0 ? "unknown" : machine.cores(),
                                machine.threads()));
        row(out, "Memory", ByteSize.text(machine.memoryBytes()));
        row(out, "Huge pages", hugePages(machine));
        row(out, "JVM", Version.text() + ", heap " + heap());
        row(out, "Kernels", found.choice.verbs().name() + ", threads: " + found.threads);
        found.candidates.forEach(candidate -> row(out, "", candidate.toString()));
        found.speeds.ifPresent(
                speeds -> {
                    rows(out, "Peaks", speeds.peakLines());
                    rows(out, "Products", speeds.productLines());
                    row(out, "Attention", speeds.attentionLine());
                });
        out.flush();
    }

    private static String hugePages(final Machine machine) {
        return machine.hugePages()
                .map(
                        policy ->
                                policy.equals("never")
                                        ? "never: weights are read through small pages, about a"
                                                + " third slower"
                                        : policy)
                .orElse("not on this system");
    }

    private static String heap() {
        return ByteSize.text(Runtime.getRuntime().maxMemory());
    }

    private static void rows(final Output out, final String name, final List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            row(out, i == 0 ? name : "", values.get(i));
        }
    }

    private static void row(final Output out, final String name, final String value) {
        out.print("%-14s %s\n".formatted(name, Printable.line(value)));
    }
}
