package io.vesalius.prompt;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.CapacityException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.base.VesaliusException;
import io.vesalius.format.GgufMetadata;
import io.vesalius.prompt.jinja.Template;
import io.vesalius.prompt.jinja.Template.Outcome;
import io.vesalius.prompt.jinja.TemplateError;
import io.vesalius.prompt.jinja.Value;

import tools.jackson.databind.JsonNode;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A model's own way to write a conversation down, as its publisher wrote it in Jinja.
 *
 * <p>It sees messages as values and can only read them: what a user wrote is never interpreted.
 * What comes out are segments: the template's own text and the special tokens that the caller names
 * are control, all else is text, through every filter, slice and concatenation.
 */
public final class ChatTemplate {
    private static final String KEY = "tokenizer.chat_template";

    private final Template template;
    private final Set<String> keywords;

    private ChatTemplate(final Template template) {
        this.template = template;
        this.keywords = Variables.keywords(template.variables());
    }

    /**
     * @throws BadFileException when it doesn't parse, with line and column, or is over 256 KiB
     * @throws UnsupportedException when it uses a filter, test or tag that doesn't exist here
     */
    public static ChatTemplate parse(final String source) {
        return new ChatTemplate(Template.parse(source));
    }

    /**
     * A model file's template; empty where it has none.
     *
     * @throws VesaliusException as {@link #parse}
     */
    public static Optional<ChatTemplate> from(final GgufMetadata metadata) {
        return at(metadata, KEY);
    }

    /**
     * A model file's template for a purpose, such as {@code tool_use}; empty where it has none.
     *
     * @throws VesaliusException as {@link #parse}
     */
    public static Optional<ChatTemplate> from(final GgufMetadata metadata, final String variant) {
        return at(metadata, KEY + "." + variant);
    }

    /** The names of a model file's templates for purposes. */
    public static Set<String> variants(final GgufMetadata metadata) {
        final Set<String> variants = new TreeSet<>();
        for (final String key : metadata.keys()) {
            if (key.startsWith(KEY + ".")) {
                variants.add(key.substring(KEY.length() + 1));
            }
        }
        return variants;
    }

    private static Optional<ChatTemplate> at(final GgufMetadata metadata, final String key) {
        return metadata.has(key) ? Optional.of(parse(metadata.string(key))) : Optional.empty();
    }

    /** The switches of its own that a request may set, such as {@code enable_thinking}. */
    public Set<String> keywords() {
        return keywords;
    }

    /**
     * Writes a conversation down.
     *
     * @throws BadRequestException when the template refuses it, in the template's words, or when a
     *     keyword isn't among {@link #keywords}
     * @throws CapacityException when it costs more than the limits allow
     */
    public RenderedPrompt render(final List<Message> messages, final RenderOptions options) {
        Variables.check(options.keywords().keySet(), keywords);
        return result(outcome(Variables.of(messages, options), options.now(), options.limits()));
    }

    /**
     * Renders with all variables given as one JSON object, {@code messages} and special tokens
     * among them; for tools. Of its strings only special tokens ({@link SpecialTokens#names}) and
     * common roles are trusted.
     *
     * @throws VesaliusException as {@link #render(List, RenderOptions)}
     */
    public RenderedPrompt render(
            final JsonNode context, final LocalDateTime now, final TemplateLimits limits) {
        return result(outcome(context, now, limits));
    }

    Outcome outcome(final JsonNode context, final LocalDateTime now, final TemplateLimits limits) {
        if (!context.isObject()) {
            throw new BadRequestException(
                    "context", "context: it must be an object of the template's variables");
        }
        return outcome(Variables.of(context), now, limits);
    }

    private Outcome outcome(
            final Map<String, Value> variables,
            final LocalDateTime now,
            final TemplateLimits limits) {
        return template.render(variables, now, limits.steps(), limits.outputChars());
    }

    private static RenderedPrompt result(final Outcome outcome) {
        return switch (outcome) {
            case Outcome.Rendered rendered -> new RenderedPrompt(rendered.text().segments());
            case Outcome.Failed(TemplateError error, int line) -> {
                final String message =
                        "chat template, line %d: %s".formatted(line, OneLine.of(error.text()));
                throw error.kind() == TemplateError.Kind.BUDGET
                        ? new CapacityException(message)
                        : new BadRequestException("messages", message);
            }
        };
    }

    /**
     * What is wrong with a template as far as trying it tells: a sentence where a user's message is
     * refused or doesn't appear in what it writes; empty where all is well.
     *
     * @param options as they will be, with the vocabulary's special tokens
     */
    public Optional<String> probe(final RenderOptions options) {
        return TemplateProbe.of(this, options);
    }

    /**
     * Whether it writes down what a system message says, as far as trying it tells; some refuse or
     * drop it.
     *
     * @param options as they will be, with the vocabulary's special tokens
     */
    public boolean takesSystem(final RenderOptions options) {
        return TemplateProbe.takesSystem(this, options);
    }
}
