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
                            + " out of what there is, and whether its vocabulary is the model's.")
    private Optional<String> draft = Optional.empty();

    @Parameters(arity = "1", paramLabel = "MODEL", description = "A GGUF file.")
    private String model = "";

    @Mixin(name = "Cache that the memory is computed for")
    private final CachePolicyFlags policy = new CachePolicyFlags();

    @Override
    public void run(final Shell shell) {
        try (GgufFile file = GgufFile.open(ModelPath.of(model))) {
            if (draft.isEmpty()) {
                write(
                        shell,
                        file,
                        ModelMemory.of(file, policy.policy(), machine()),
                        Optional.empty());
                return;
            }
            try (GgufFile small = GgufFile.open(ModelPath.of(draft.get()))) {
                write(
                        shell,
                        file,
                        ModelMemory.withDraft(file, small, policy.policy(), machine()),
                        Optional.of(DraftVocabulary.of(file, small)));
            }
        }
    }

    private long machine() {
        return memory.orElseGet(Machine::totalMemory);
    }

    private void write(
            final Shell shell,
            final GgufFile file,
            final ModelMemory needed,
            final Optional<DraftVocabulary> vocabulary) {
        if (json) {
            shell.out().line(Json.text(new InspectJson(file, needed, vocabulary, full).members()));
        } else {
            new InspectText(file, needed, vocabulary, full).write(shell.out());
        }
    }
}
