package io.vesalius;

import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufMetadata;
import io.vesalius.prompt.ChatTemplate;
import io.vesalius.prompt.Message;
import io.vesalius.prompt.Prompt;
import io.vesalius.prompt.RenderOptions;
import io.vesalius.prompt.RenderedPrompt;
import io.vesalius.prompt.SpecialTokens;
import io.vesalius.tokenizer.Tokenizer;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/** Conversations to token ids, by a model's template and tokeniser. */
final class ChatEncoder {
    private static final System.Logger LOG = System.getLogger("io.vesalius");

    private final Tokenizer tokenizer;
    private final Optional<ChatTemplate> template;
    private final Map<String, String> specialTokens;
    private final AtomicBoolean probed = new AtomicBoolean();

    private ChatEncoder(
            final Tokenizer tokenizer,
            final Optional<ChatTemplate> template,
            final Map<String, String> specialTokens) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.specialTokens = specialTokens;
    }

    /**
     * @param source of a template instead of the file's own
     */
    static ChatEncoder of(
            final GgufMetadata metadata, final Tokenizer tokenizer, final Optional<String> source) {
        final Optional<ChatTemplate> template =
                source.map(ChatTemplate::parse).or(() -> ChatTemplate.from(metadata));
        return new ChatEncoder(tokenizer, template, SpecialTokens.from(metadata));
    }

    /** When it is first asked for, what is wrong with it is logged. */
    Optional<ChatTemplate> template() {
        if (!probed.getAndSet(true)) { // later than at the start, which a completion needn't pay
            template.flatMap(each -> each.probe(options()))
                    .ifPresent(warning -> LOG.log(System.Logger.Level.WARNING, warning));
        }
        return template;
    }

    /** A prompt as messages, in the form that the template takes. */
    List<Message> messages(final Prompt prompt) {
        return template().filter(each -> !each.takesSystem(options())).isPresent()
                ? prompt.toMessagesWithoutSystem()
                : prompt.toMessages();
    }

    /** For an answer now, with the vocabulary's special tokens. */
    RenderOptions options() {
        return RenderOptions.at(LocalDateTime.now(ZoneId.systemDefault()))
                .withSpecialTokens(specialTokens);
    }

    /**
     * A conversation's ids. BOS is put first where the model wants it and the template didn't write
     * it.
     *
     * @param most tokens that may be
     * @throws io.vesalius.base.BadRequestException for a conversation that must have more
     */
    int[] encode(final List<Message> messages, final RenderOptions options, final int most) {
        final RenderedPrompt prompt =
                template()
                        .orElseThrow(
                                () ->
                                        new UnsupportedException(
                                                "the model has no chat template: give one, or use"
                                                        + " it for raw completion"))
                        .render(messages, options);
        PromptLength.check(tokenizer, prompt.text(), most);
        final int[] ids = tokenizer.encode(prompt.segments());
        final OptionalInt bos = tokenizer.addsBos() ? tokenizer.bosId() : OptionalInt.empty();
        if (bos.isEmpty() || ids.length > 0 && ids[0] == bos.getAsInt()) {
            return ids;
        }
        final int[] all = new int[ids.length + 1];
        all[0] = bos.getAsInt();
        System.arraycopy(ids, 0, all, 1, ids.length);
        return all;
    }
}
