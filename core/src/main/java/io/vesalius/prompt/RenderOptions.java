package io.vesalius.prompt;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a template is told beside the messages.
 *
 * @param addGenerationPrompt whether the text ends where the model's answer begins
 * @param tools the functions that the model may call, a JSON array; JSON null for none
 * @param keywords the template's own switches by name, such as {@code enable_thinking}; those of a
 *     request come in here, and only names that the template reads are taken
 * @param specialTokens the vocabulary's own, such as {@code bos_token} and its text: trusted
 * @param now what the template takes for the present
 * @param limits what it may cost
 */
public record RenderOptions(
        boolean addGenerationPrompt,
        JsonNode tools,
        Map<String, JsonNode> keywords,
        Map<String, String> specialTokens,
        LocalDateTime now,
        TemplateLimits limits) {

    public RenderOptions {
        keywords = Map.copyOf(keywords);
        specialTokens = Map.copyOf(specialTokens);
    }

    /** For an answer, at a time: no tools, no switches, no special tokens, usual limits. */
    public static RenderOptions at(final LocalDateTime now) {
        return new RenderOptions(
                true, NullNode.instance, Map.of(), Map.of(), now, TemplateLimits.DEFAULT);
    }

    public RenderOptions withGenerationPrompt(final boolean add) {
        return new RenderOptions(add, tools, keywords, specialTokens, now, limits);
    }

    public RenderOptions withTools(final JsonNode some) {
        return new RenderOptions(addGenerationPrompt, some, keywords, specialTokens, now, limits);
    }

    public RenderOptions withKeyword(final String name, final JsonNode value) {
        final Map<String, JsonNode> more = new LinkedHashMap<>(keywords);
        more.put(name, value);
        return new RenderOptions(addGenerationPrompt, tools, more, specialTokens, now, limits);
    }

    public RenderOptions withSpecialTokens(final Map<String, String> some) {
        return new RenderOptions(addGenerationPrompt, tools, keywords, some, now, limits);
    }

    public RenderOptions withLimits(final TemplateLimits some) {
        return new RenderOptions(addGenerationPrompt, tools, keywords, specialTokens, now, some);
    }
}
