package io.vesalius;

import io.vesalius.base.InternalException;
import io.vesalius.engine.Answer;
import io.vesalius.engine.Engine;
import io.vesalius.engine.EngineStatus;
import io.vesalius.engine.Event;
import io.vesalius.engine.Generation;
import io.vesalius.engine.Request;
import io.vesalius.format.GgufFile;
import io.vesalius.kernel.VerbsChoice;
import io.vesalius.kernel.WorkerTeam;
import io.vesalius.prompt.ChatTemplate;
import io.vesalius.prompt.Message;
import io.vesalius.prompt.Prompt;
import io.vesalius.prompt.RenderOptions;
import io.vesalius.tokenizer.EncodeOptions;
import io.vesalius.tokenizer.Tokenizer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A model that is open: it answers any number of threads at once, until it is closed.
 *
 * <pre>{@code
 * try (Vesalius model = Vesalius.open(Path.of("model.gguf"))) {
 *     System.out.println(model.generate("Once upon a time").text());
 * }
 * }</pre>
 */
public final class Vesalius implements AutoCloseable {
    private final WorkerTeam team;
    private final LoadedModels models;
    private final Tokenizer tokenizer;
    private final ChatEncoder chats;
    private final VerbsChoice kernels;
    private final Engine engine;

    private Vesalius(
            final WorkerTeam team,
            final LoadedModels models,
            final ChatEncoder chats,
            final VerbsChoice kernels,
            final Engine engine) {
        this.team = team;
        this.models = models;
        this.tokenizer = models.tokenizer();
        this.chats = chats;
        this.kernels = kernels;
        this.engine = engine;
    }

    /** Opens a GGUF file with the defaults; see {@link #open(Path, OpenOptions)}. */
    public static Vesalius open(final Path path) {
        return open(path, OpenOptions.DEFAULT);
    }

    /**
     * Opens a GGUF file: reads and checks all of it, so that it may change or vanish afterwards.
     *
     * @throws io.vesalius.base.BadFileException for a file that is damaged or contradicts itself
     * @throws io.vesalius.base.UnsupportedException for a model that can't be run
     * @throws io.vesalius.base.CapacityException when this machine is too small for it
     */
    public static Vesalius open(final Path path, final OpenOptions options) {
        final VerbsChoice kernels = VerbsChoice.choose(options.kernels());
        final WorkerTeam team = new WorkerTeam(options.threads().orElse(WorkerTeam.defaultSize()));
        try (GgufFile file = GgufFile.open(path)) {
            return load(file, options, kernels, team);
        } catch (Throwable e) {
            team.close();
            throw e;
        }
    }

    private static Vesalius load(
            final GgufFile file,
            final OpenOptions options,
            final VerbsChoice kernels,
            final WorkerTeam team) {
        final LoadedModels models = LoadedModels.load(file, options, kernels.verbs(), team);
        try {
            final ChatEncoder chats =
                    ChatEncoder.of(file.metadata(), models.tokenizer(), options.chatTemplate());
            final Engine engine =
                    Engine.start(
                            models.model(), models.tokenizer(), models.engine(options.engine()));
            return new Vesalius(team, models, chats, kernels, engine);
        } catch (Throwable e) {
            models.close();
            throw e;
        }
    }

    /** Continues a text, with the defaults. */
    public Answer generate(final String prompt) {
        return generate(prompt, GenerateOptions.DEFAULT);
    }

    /**
     * Continues a text.
     *
     * @throws io.vesalius.base.BadRequestException for a parameter, or a prompt, that can't be
     * @throws io.vesalius.base.CapacityException when there is no room for it
     */
    public Answer generate(final String prompt, final GenerateOptions options) {
        return await(submit(encode(prompt), options));
    }

    /**
     * Continues a text and hands over each piece of the first answer as it becomes certain.
     *
     * @param onText called on the caller's thread; what it throws ends the generation
     */
    public Answer generate(
            final String prompt, final GenerateOptions options, final Consumer<String> onText) {
        return follow(submit(encode(prompt), options), onText);
    }

    /**
     * Answers a conversation, by the model's chat template.
     *
     * @throws io.vesalius.base.UnsupportedException when the model has no template
     */
    public Answer chat(final List<Message> messages, final GenerateOptions options) {
        return await(submit(encode(messages), options));
    }

    /** The same, handing over the answer piece by piece. */
    public Answer chat(
            final List<Message> messages,
            final GenerateOptions options,
            final Consumer<String> onText) {
        return follow(submit(encode(messages), options), onText);
    }

    /**
     * Answers a prompt by its parts: as a conversation where the model has a chat template, else as
     * a text that it goes on with, up to where the next turn would begin.
     */
    public Answer ask(final Prompt prompt, final GenerateOptions options) {
        return chatTemplate().isPresent()
                ? chat(messages(prompt), options)
                : generate(prompt.toText(), options.withMoreStopStrings(prompt.stops()));
    }

    /** A prompt as messages; where the template knows no system role, without one. */
    public List<Message> messages(final Prompt prompt) {
        return chats.messages(prompt);
    }

    /** Hands in a prompt of token ids; events follow. */
    public Generation submit(final int[] prompt, final GenerateOptions options) {
        return engine.submit(
                new Request(
                        prompt,
                        options.sampling(),
                        options.stop(),
                        options.choices(),
                        options.beam(),
                        options.truncate(),
                        options.priority(),
                        Optional.empty()));
    }

    /** Hands in a request of any kind. */
    public Generation submit(final Request request) {
        return engine.submit(request);
    }

    /** A text's ids as the model wants them, with BOS where it was trained with one. */
    public int[] encode(final String prompt) {
        return tokenizer.encode(prompt, new EncodeOptions(tokenizer.addsBos(), false, false));
    }

    /** A conversation's ids, ending where the model's answer begins. */
    public int[] encode(final List<Message> messages) {
        return encode(messages, renderOptions());
    }

    /**
     * A conversation's ids.
     *
     * @param options best made from {@link #renderOptions}
     * @throws io.vesalius.base.UnsupportedException when the model has no template
     * @throws io.vesalius.base.BadRequestException when the template refuses the conversation
     */
    public int[] encode(final List<Message> messages, final RenderOptions options) {
        return encode(messages, options, Integer.MAX_VALUE);
    }

    /**
     * A conversation's ids, where they aren't too many.
     *
     * @param most tokens that may be; more are found out only where that takes no time
     * @throws io.vesalius.base.BadRequestException when there must be more, too
     */
    public int[] encode(final List<Message> messages, final RenderOptions options, final int most) {
        return chats.encode(messages, options, most);
    }

    /**
     * A text's ids, where they aren't too many.
     *
     * @param most tokens that may be; more are found out only where that takes no time
     * @throws io.vesalius.base.BadRequestException when there must be more
     */
    public int[] encode(final String prompt, final EncodeOptions options, final int most) {
        PromptLength.check(tokenizer, prompt, most);
        return tokenizer.encode(prompt, options);
    }

    /** How a chat template is rendered here by default: for an answer, now. */
    public RenderOptions renderOptions() {
        return chats.options();
    }

    /** The model's chat template, or the one it was opened with. */
    public Optional<ChatTemplate> chatTemplate() {
        return chats.template();
    }

    /** How many tokens a text is, without BOS. */
    public int countTokens(final String text) {
        return tokenizer.encode(text).length;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** The most tokens of prompt and answer together. */
    public int contextLength() {
        return engine.contextLength();
    }

    public int vocabSize() {
        return models.model().vocabSize();
    }

    /** Tells how many tokens each step of the engine computed, from now on, on its thread. */
    public void onStep(final IntConsumer listener) {
        engine.onStep(listener);
    }

    /** Memory for keys and values, in bytes, without the draft's. */
    public long cacheBytes() {
        return engine.cacheBytes();
    }

    /** Memory for the draft model's keys and values, in bytes; 0 without one. */
    public long draftCacheBytes() {
        return engine.draftCacheBytes();
    }

    /** Which kernels compute, and why not others. */
    public VerbsChoice kernels() {
        return kernels;
    }

    /** Whether so many requests run and wait already that one more is refused. */
    public boolean isFull() {
        return engine.isFull();
    }

    /** Why nobody is answered any more; empty while all is well. */
    public Optional<InternalException> failure() {
        return engine.failure();
    }

    public EngineStatus status() {
        return engine.status();
    }

    static Answer await(final Generation generation) {
        try {
            return generation.await();
        } catch (InterruptedException e) {
            generation.cancel();
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException("interrupted");
        }
    }

    private static Answer follow(final Generation generation, final Consumer<String> onText) {
        try (generation) {
            while (true) {
                switch (generation.next()) {
                    case Event.Token token -> hand(token.choice(), token.text(), onText);
                    case Event.Finished end -> hand(end.choice(), end.rest(), onText);
                    case Event.Done done -> {
                        return done.answer();
                    }
                    case Event.Failed failed -> throw failed.reason();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException("interrupted");
        }
    }

    private static void hand(final int choice, final String text, final Consumer<String> onText) {
        if (choice == 0 && !text.isEmpty()) {
            onText.accept(text);
        }
    }

    /** Cancels what is under way and frees all memory. */
    @Override
    public void close() {
        engine.close();
        models.close();
        team.close();
    }
}
