package io.vesalius.prompt;

import io.vesalius.base.VesaliusException;
import io.vesalius.tokenizer.Segment;

import java.util.List;
import java.util.Optional;

/** Tries a template, to see whether a message comes through. */
final class TemplateProbe {
    private static final String WORDS = "Vesalius drew what he saw.";

    private TemplateProbe() {}

    static Optional<String> of(final ChatTemplate template, final RenderOptions options) {
        try {
            final boolean there =
                    template.render(List.of(Message.user(WORDS)), options).segments().stream()
                            .anyMatch(TemplateProbe::hasWords);
            return there
                    ? Optional.empty()
                    : Optional.of(
                            "the chat template drops the user's message: the model won't see it");
        } catch (VesaliusException e) {
            return Optional.of(
                    "the chat template refuses a single message of a user: " + e.getMessage());
        }
    }

    /** Whether what a system message says comes through. */
    static boolean takesSystem(final ChatTemplate template, final RenderOptions options) {
        try {
            final List<Message> messages = List.of(Message.system(WORDS), Message.user("Why?"));
            return template.render(messages, options).segments().stream()
                    .anyMatch(TemplateProbe::hasWords);
        } catch (VesaliusException e) {
            return false;
        }
    }

    private static boolean hasWords(final Segment segment) {
        return segment.text().contains(WORDS);
    }
}
