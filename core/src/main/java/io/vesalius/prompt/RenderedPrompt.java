package io.vesalius.prompt;

import io.vesalius.tokenizer.Segment;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a template made of a conversation.
 *
 * @param segments none empty, neighbours of different kinds
 */
public record RenderedPrompt(List<Segment> segments) {
    public RenderedPrompt {
        segments = List.copyOf(segments);
    }

    /** The whole text, for people: trust is lost in it. */
    public String text() {
        return segments.stream().map(Segment::text).collect(Collectors.joining());
    }
}
