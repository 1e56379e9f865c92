package io.vesalius.prompt;

import io.vesalius.base.BadFileException;
import io.vesalius.prompt.jinja.Template.Outcome;
import io.vesalius.prompt.jinja.TemplateError;

import tools.jackson.databind.JsonNode;

import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Contexts to render a template with, one or many, as a JSON file holds them: either an object with
 * {@code now} (a time such as {@code 2026-01-31T09:05:07}) and {@code cases}, each with a {@code
 * name} and a {@code context}; or one context, whose name is empty.
 *
 * @param now what the template takes for the present
 */
public record TemplateCases(LocalDateTime now, List<Case> cases) {
    /** A name and the template's variables. */
    public record Case(String name, JsonNode context) {}

    /** What a case gave. */
    public sealed interface Result {
        String name();

        /** A text. */
        record Rendered(String name, String text) implements Result {}

        /** An error, its kind before a colon, both as Jinja has them. */
        record Failed(String name, String error) implements Result {}
    }

    public TemplateCases {
        cases = List.copyOf(cases);
    }

    /**
     * @param json the file
     * @param present the time where the file names none
     * @throws BadFileException when it has neither form
     */
    public static TemplateCases of(final JsonNode json, final LocalDateTime present) {
        if (!json.isObject()) {
            throw new BadFileException("context: it must be a JSON object");
        }
        if (!json.has("cases")) {
            return new TemplateCases(present, List.of(new Case("", json)));
        }
        final List<Case> cases = new ArrayList<>();
        for (final JsonNode one : json.get("cases")) {
            final JsonNode context = one.get("context");
            if (context == null || !context.isObject()) {
                throw new BadFileException(
                        "context: cases[%d] has no object 'context'".formatted(cases.size()));
            }
            cases.add(new Case(one.path("name").asString(""), context));
        }
        return new TemplateCases(time(json.get("now"), present), cases);
    }

    private static LocalDateTime time(final JsonNode now, final LocalDateTime present) {
        if (now == null) {
            return present;
        }
        try {
            return LocalDateTime.parse(now.asString(""));
        } catch (DateTimeParseException e) {
            throw new BadFileException(
                    "context: 'now' must be a time such as 2026-01-31T09:05:07", e);
        }
    }

    /**
     * The results in the cases' order. A case that fails doesn't keep the others from being
     * rendered.
     */
    public List<Result> render(final ChatTemplate template, final TemplateLimits limits) {
        return cases.stream().map(one -> render(template, limits, one)).toList();
    }

    private Result render(
            final ChatTemplate template, final TemplateLimits limits, final Case one) {
        return switch (template.outcome(one.context(), now, limits)) {
            case Outcome.Rendered rendered ->
                    new Result.Rendered(one.name(), rendered.text().chars());
            case Outcome.Failed(TemplateError error, int line) ->
                    new Result.Failed(one.name(), error.described());
        };
    }
}
