package io.vesalius.prompt;

import io.vesalius.base.VesaliusException;
import io.vesalius.tokenizer.Segment;

import java.util.List;
import java.util.Optional;

/** Tries a template with one message of a user, to see whether the message comes through. */
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

    private static boolean hasWords(final Segment segment) {
        return segment.text().contains(WORDS);
    }
}
