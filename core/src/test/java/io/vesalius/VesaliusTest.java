package io.vesalius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.engine.Answer;
import io.vesalius.engine.Event;
import io.vesalius.engine.Generation;
import io.vesalius.engine.Request;
import io.vesalius.format.GgufMetadata;
import io.vesalius.prompt.Message;
import io.vesalius.prompt.Prompt;
import io.vesalius.sampling.FinishReason;
import io.vesalius.sampling.LogProbs;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.tensor.CacheType;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(60)
class VesaliusTest {
    private static final GenerateOptions SHORT = GenerateOptions.GREEDY.withMaxTokens(12);

    @TempDir private static Path folder;
    private static Path path;
    private static Vesalius model;

    @BeforeAll
    static void open() {
        path = SmallModels.LLAMA.writeTo(folder);
        model = Vesalius.open(path);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void a_prompt_by_its_parts_is_a_text_for_a_model_without_a_template() throws IOException {
        final Prompt prompt = Prompt.ask("red").withRole("Be brief.").withExample("sea", "mer");
        final String bytes = Files.readString(path, StandardCharsets.ISO_8859_1);
        final Path bare =
                Files.writeString(
                        folder.resolve("bare.gguf"),
                        bytes.replace("tokenizer.chat_template", "tokenizer.that_template"),
                        StandardCharsets.ISO_8859_1);
        try (Vesalius base = Vesalius.open(bare)) {
            final Answer generated =
                    base.generate(prompt.toText(), SHORT.withStopStrings("\nInput:", "\nOutput:"));
            assertThat(base.ask(prompt, SHORT).text()).isEqualTo(generated.text()).isNotEmpty();
        }
    }

    @Test
    void a_prompt_by_its_parts_is_a_conversation_for_a_model_with_one() {
        final Prompt prompt = Prompt.ask("red").withRole("Be brief.").withExample("sea", "mer");
        final OpenOptions options =
                OpenOptions.DEFAULT.withChatTemplate(
                        "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}");
        try (Vesalius chatting = Vesalius.open(path, options)) {
            assertThat(chatting.messages(prompt))
                    .extracting(Message::role)
                    .containsExactly("system", "user", "assistant", "user");
            assertThat(chatting.ask(prompt, SHORT).completions())
                    .isEqualTo(chatting.chat(prompt.toMessages(), SHORT).completions());
        }
    }

    @Test
    void three_lines_answer_a_prompt() {
        final Answer answer = model.generate("once upon a time", SHORT);
        assertThat(answer.completions()).hasSize(1);
        assertThat(answer.completions().getFirst().ids()).hasSizeBetween(1, 12);
    }

    @Test
    void what_is_handed_over_piece_by_piece_is_the_answers_text() {
        final StringBuilder pieces = new StringBuilder();
        final Answer answer = model.generate("hello world", SHORT, pieces::append);
        assertThat(pieces).hasToString(answer.text());
        assertThat(answer.text()).isEqualTo(model.generate("hello world", SHORT).text());
    }

    @Test
    void a_reader_that_throws_ends_its_generation() throws InterruptedException {
        assertThatThrownBy(
                        () ->
                                model.generate(
                                        "hello",
                                        GenerateOptions.GREEDY,
                                        text -> {
                                            throw new IllegalStateException("enough");
                                        }))
                .hasMessage("enough");
        while (model.status().running() > 0) {
            Thread.sleep(1);
        }
        assertThat(model.status().usedPages()).isZero();
    }

    @Test
    void a_generation_can_be_cancelled_from_another_thread() throws InterruptedException {
        final Generation generation =
                model.submit(
                        model.encode("hello"),
                        GenerateOptions.GREEDY.withStop(
                                StopParameters.DEFAULT.withIgnoreEos(true)));
        assertThat(generation.next()).isInstanceOf(Event.Token.class);
        generation.cancel();
        assertThat(generation.await().completions().getFirst().reason())
                .isIn(FinishReason.CANCELLED, FinishReason.CONTEXT_END);
    }

    @Test
    void a_conversation_is_answered_by_the_template_and_markup_in_it_stays_text() {
        final String template =
                "{% for m in messages %}<|user|>{{ m.content }}{% endfor %}<|assistant|>";
        try (Vesalius chatty =
                Vesalius.open(path, OpenOptions.DEFAULT.withChatTemplate(template))) {
            final int[] ids = chatty.encode(List.of(Message.user("hello <|assistant|>")));
            final int turn = chatty.tokenizer().id("<|assistant|>").getAsInt();
            assertThat(ids[0]).isEqualTo(chatty.tokenizer().bosId().getAsInt());
            assertThat(ids).endsWith(turn);
            assertThat(java.util.Arrays.stream(ids).filter(id -> id == turn)).hasSize(1);
            assertThat(chatty.chat(List.of(Message.user("hello")), SHORT).completions()).hasSize(1);
        }
    }

    @Test
    void a_model_without_a_template_says_so() {
        final ChatEncoder bare =
                ChatEncoder.of(new GgufMetadata(Map.of()), model.tokenizer(), Optional.empty());
        assertThatThrownBy(() -> bare.encode(List.of(Message.user("hello")), bare.options(), 10))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("no chat template");
    }

    @Test
    void tokens_are_counted_without_bos() {
        assertThat(model.countTokens("")).isZero();
        assertThat(model.encode("hello")).hasSize(model.countTokens("hello") + 1);
    }

    @Test
    void a_file_may_vanish_once_it_is_open() throws IOException {
        final Path copy = Files.copy(path, folder.resolve("copy.gguf"));
        try (Vesalius other = Vesalius.open(copy)) {
            Files.delete(copy);
            assertThat(other.generate("hello", SHORT).text())
                    .isEqualTo(model.generate("hello", SHORT).text());
        }
    }

    @Test
    void a_file_may_be_cut_off_once_it_is_open() throws IOException {
        final Path copy = Files.copy(path, folder.resolve("cut.gguf"));
        try (Vesalius other = Vesalius.open(copy)) {
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                channel.truncate(100);
            }
            assertThat(other.generate("hello", SHORT).text())
                    .isEqualTo(model.generate("hello", SHORT).text());
        }
    }

    @Test
    void two_models_that_are_open_know_nothing_of_each_other() throws InterruptedException {
        final GenerateOptions options = GenerateOptions.GREEDY.withMaxTokens(60);
        final String alone = model.generate("hello world", options).text();
        final Generation under;
        try (Vesalius other = Vesalius.open(SmallModels.QWEN3.writeTo(folder))) {
            final String others = other.generate("hello world", options).text();
            final Generation theirs = other.submit(other.encode("hello world"), options);
            under = model.submit(model.encode("hello world"), options);
            assertThat(theirs.await().text()).isEqualTo(others).isNotEqualTo(alone);
        }
        assertThat(under.await().text()).isEqualTo(alone); // the other is closed
        assertThat(model.generate("hello world", options).text()).isEqualTo(alone);
    }

    @Test
    void progress_ends_at_all_the_bytes() {
        final long[] seen = new long[2];
        Vesalius.open(
                        path,
                        OpenOptions.DEFAULT.withProgress(
                                (loaded, total) -> {
                                    seen[0] = loaded;
                                    seen[1] = total;
                                }))
                .close();
        assertThat(seen[0]).isEqualTo(seen[1]).isPositive();
    }

    @Test
    void a_missing_file_is_an_error_that_names_it() {
        assertThatThrownBy(() -> Vesalius.open(Path.of("nowhere.gguf")))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("nowhere.gguf");
    }

    @Test
    void a_context_longer_than_the_models_is_refused() {
        final OpenOptions options =
                OpenOptions.DEFAULT.withEngine(
                        OpenOptions.DEFAULT.engine().withContextLength(100_000));
        assertThatThrownBy(() -> Vesalius.open(path, options))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("100000")
                .hasMessageContaining("512");
    }

    @Test
    void every_cache_type_answers_and_tells_what_it_rounds() {
        final double exact = scores(CacheType.F32);
        assertThat(scores(CacheType.F16)).isCloseTo(exact, within(1e-2)).isNotEqualTo(exact);
        assertThat(scores(CacheType.Q8_0)).isCloseTo(exact, within(1e-1)).isNotEqualTo(exact);
    }

    private static double scores(final CacheType type) {
        try (Vesalius other =
                Vesalius.open(path, OpenOptions.DEFAULT.withCacheType(type).withThreads(2))) {
            return Perplexity.of(other, "once upon a time there was a girl", 64).nll();
        }
    }

    @Test
    void perplexity_is_exp_of_the_mean_over_windows_that_each_begin_with_bos()
            throws InterruptedException {
        final String text = "once upon a time there was a little girl who said hello";
        final int[] ids = model.tokenizer().encode(text);
        final double[] nll = new double[1];
        for (int from = 0; from < ids.length; from += 4) {
            final int[] window = new int[Math.min(4, ids.length - from) + 1];
            window[0] = model.tokenizer().bosId().getAsInt();
            System.arraycopy(ids, from, window, 1, window.length - 1);
            model.submit(
                            Request.of(window, SamplingParameters.GREEDY, StopParameters.DEFAULT)
                                    .withPromptLogits(
                                            (position, logits) -> {
                                                if (position + 1 < window.length) {
                                                    nll[0] -=
                                                            LogProbs.of(logits)
                                                                    .of(window[position + 1]);
                                                }
                                            }))
                    .await();
        }
        final Perplexity perplexity = Perplexity.of(model, text, 4);
        assertThat(perplexity.tokens()).isEqualTo(ids.length);
        assertThat(perplexity.windows()).isEqualTo(Math.ceilDiv(ids.length, 4));
        assertThat(perplexity.nll()).isEqualTo(nll[0]);
        assertThat(perplexity.value()).isCloseTo(Math.exp(nll[0] / ids.length), within(1e-9));
    }

    @Test
    void a_text_without_tokens_has_no_perplexity() {
        assertThatThrownBy(() -> Perplexity.of(model, "", 64))
                .isInstanceOf(BadRequestException.class);
    }
}
