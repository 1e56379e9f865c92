package io.vesalius.cli;

import io.vesalius.format.GgufFile;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;

/** What a model file holds and what it takes to run it. */
@picocli.CommandLine.Command(
        description =
                "Reads the header only, so that it is quick for a file of any size, and works for"
                        + " models that can't be run.",
        footer = {
            "vesalius inspect model.gguf",
            "vesalius inspect model.gguf --memory 64GiB",
            "vesalius inspect model.gguf --recent 1020",
            "vesalius inspect model.gguf --draft small.gguf",
            "vesalius inspect model.gguf --json | jq .memory"
        })
final class InspectCommand implements Command {
    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Memory of the machine, such as 16GiB. Default: this one's.")
    private Optional<Long> memory = Optional.empty();

    @Option(names = "--full", description = "Don't shorten long arrays and strings.")
    private boolean full;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    @Option(
            names = "--draft",
            paramLabel = "FILE",
            description =
                    "A smaller model that guesses: what it and its cache take is told and left"
                            + " out of what there is.")
    private Optional<String> draft = Optional.empty();

    @Parameters(arity = "1", paramLabel = "MODEL", description = "A GGUF file.")
    private String model = "";

    @Mixin(name = "Cache that the memory is computed for")
    private final CachePolicyFlags policy = new CachePolicyFlags();

    @Override
    public void run(final Shell shell) {
        try (GgufFile file = GgufFile.open(ModelPath.of(model))) {
            final ModelMemory needed = needed(file);
            if (json) {
                shell.out().line(Json.text(new InspectJson(file, needed, full).members()));
            } else {
                new InspectText(file, needed, full).write(shell.out());
            }
        }
    }

    private ModelMemory needed(final GgufFile file) {
        final long machine = memory.orElseGet(Machine::totalMemory);
        if (draft.isEmpty()) {
            return ModelMemory.of(file, policy.policy(), machine);
        }
        try (GgufFile draftFile = GgufFile.open(ModelPath.of(draft.get()))) {
            return ModelMemory.withDraft(file, draftFile, policy.policy(), machine);
        }
    }
}
