package io.vesalius.cli;

import io.vesalius.base.BadFileException;
import io.vesalius.format.GgufFile;
import io.vesalius.prompt.ChatTemplate;
import io.vesalius.prompt.TemplateCases;
import io.vesalius.prompt.TemplateLimits;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a chat template makes of a conversation. */
@picocli.CommandLine.Command(
        description =
                "Writes the template's text byte for byte. CONTEXT.json is an object of the"
                        + " template's variables (messages, add_generation_prompt, tools, bos_token"
                        + " ...), or {\"now\": TIME, \"cases\": [{\"name\", \"context\"}, ...]} for"
                        + " many, which gives one line of JSON for each.",
        footer = {
            "vesalius render -m model.gguf conversation.json",
            "vesalius render --template template.jinja --json cases.json"
        })
final class RenderCommand implements Command {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "A GGUF file that holds a template.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            description = "The model's template of this name, such as tool_use.")
    private Optional<String> variant = Optional.empty();

    @Option(names = "--template", paramLabel = "FILE", description = "A file that is a template.")
    private Optional<String> template = Optional.empty();

    @Option(
            names = "--json",
            description =
                    "{\"text\"}; for each of many cases {\"name\", \"text\"} or {\"name\","
                            + " \"error\"}.")
    private boolean json;

    @Parameters(
            arity = "1",
            paramLabel = "CONTEXT.json",
            description = "The template's variables, or - for standard input.")
    private String context = "";

    @Override
    public void run(final Shell shell) {
        final ChatTemplate source = template();
        final JsonNode input =
                context.equals("-")
                        ? JsonInput.text(TextInput.standardInput(shell), "standard input")
                        : JsonInput.file(ModelPath.path(context));
        final LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
        if (input.has("cases")) {
            writeCases(
                    shell.out(),
                    TemplateCases.of(input, now).render(source, TemplateLimits.DEFAULT));
            return;
        }
        final String text = source.render(input, now, TemplateLimits.DEFAULT).text();
        if (json) {
            shell.out().line(Json.text(Json.object().put("text", text)));
        } else {
            shell.out().printForeign(text).flush();
        }
    }

    private ChatTemplate template() {
        if (template.isPresent() == model.isPresent()) {
            throw new UsageException("give either --model or --template");
        }
        return template.isPresent()
                ? ChatTemplate.parse(TextInput.file(ModelPath.path(template.get())))
                : ofModel();
    }

    private ChatTemplate ofModel() {
        try (GgufFile file = GgufFile.open(ModelPath.of(model))) {
            final Optional<ChatTemplate> found =
                    variant.isPresent()
                            ? ChatTemplate.from(file.metadata(), variant.get())
                            : ChatTemplate.from(file.metadata());
            return found.orElseThrow(
                    () ->
                            new BadFileException(
                                    "%s: it has no%s chat template; %s"
                                            .formatted(
                                                    file.path(),
                                                    variant.map(name -> " '" + name + "'")
                                                            .orElse(""),
                                                    others(file))));
        }
    }

    private static void writeCases(final Output out, final List<TemplateCases.Result> results) {
        for (final TemplateCases.Result result : results) {
            final Json.Members members = Json.object().put("name", result.name());
            switch (result) {
                case TemplateCases.Result.Rendered rendered -> members.put("text", rendered.text());
                case TemplateCases.Result.Failed failed -> members.put("error", failed.error());
            }
            out.line(Json.text(members));
        }
    }

    private static String others(final GgufFile file) {
        final Set<String> variants = ChatTemplate.variants(file.metadata());
        return variants.isEmpty()
                ? "give one with --template FILE"
                : "those with names, for --variant, are " + String.join(", ", variants);
    }
}
