package io.vesalius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.vesalius.base.InternalException;
import io.vesalius.base.VesaliusException;
import io.vesalius.prompt.Message;
import io.vesalius.prompt.Prompt;
import io.vesalius.testing.RandomText;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Whatever is asked of a model is answered, or refused with an error of one line; it does no harm
 * to who asks next. `-Dvesalius.seed` repeats a run.
 */
@Timeout(120)
class PromptFuzzTest {
    private static final long SEED = Long.getLong("vesalius.seed", 1L);
    private static final int ROUNDS = 150;
    private static final GenerateOptions SHORT = GenerateOptions.GREEDY.withMaxTokens(2);

    @TempDir private static Path folder;
    private static Vesalius model;
    private static String expected;

    @BeforeAll
    static void open() {
        model = Vesalius.open(SmallModels.LLAMA.withContextLength(128).writeTo(folder));
        expected = model.generate("hello world", SHORT).text();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @RepeatedTest(4)
    void prompts_are_answered_or_refused_in_a_line(final RepetitionInfo info)
            throws InterruptedException {
        int answers = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final long seed = SEED * 1_000_003 + 1000L * info.getCurrentRepetition() + round;
            answers += ask(seed) ? 1 : 0;
        }
        assertThat(answers).as("answers, else this test proves little").isPositive();
        assertThat(model.generate("hello world", SHORT).text()).isEqualTo(expected);
        while (model.status().running() > 0) {
            Thread.sleep(1);
        }
        assertThat(model.status().usedPages()).isZero();
    }

    /** Whether it was answered. */
    private static boolean ask(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        try {
            switch (random.nextInt(4)) {
                case 0 -> model.generate(text(random), SHORT);
                case 1 -> model.submit(ids(random), SHORT).await();
                case 2 -> model.chat(messages(random), SHORT);
                default -> model.ask(prompt(random), SHORT);
            }
            return true;
        } catch (InternalException e) {
            return fail("a defect at seed " + seed, e);
        } catch (VesaliusException e) {
            assertThat(e.getMessage()).as("seed %d", seed).isNotBlank().doesNotContain("\n");
            return false;
        } catch (RuntimeException | StackOverflowError | InterruptedException e) {
            return fail("at seed " + seed, e);
        }
    }

    private static String text(final SplittableRandom random) {
        final String text = new RandomText(random.nextLong()).next(random.nextInt(1, 40));
        return switch (random.nextInt(5)) {
            case 0 -> text + "\uD800";
            case 1 -> text.repeat(random.nextInt(1, 50));
            case 2 -> "{{ 7 * 7 }}{% for %}</s>" + text;
            default -> text;
        };
    }

    private static int[] ids(final SplittableRandom random) {
        final int[] ids = random.ints(random.nextInt(0, 200), 0, model.vocabSize()).toArray();
        if (ids.length > 0 && random.nextInt(3) == 0) {
            ids[random.nextInt(ids.length)] = random.nextInt();
        }
        return ids;
    }

    private static List<Message> messages(final SplittableRandom random) {
        final List<Message> messages = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            final Map<String, JsonNode> fields = new LinkedHashMap<>();
            fields.put("role", random.nextInt(8) == 0 ? value(random) : role(random));
            fields.put("content", random.nextInt(4) == 0 ? value(random) : string(random));
            if (random.nextInt(4) == 0) {
                fields.put(text(random), value(random));
            }
            messages.add(new Message(fields));
        }
        return messages;
    }

    private static JsonNode role(final SplittableRandom random) {
        final String[] roles = {"system", "user", "assistant", "tool", "\n", "</s>"};
        return JsonNodeFactory.instance.stringNode(roles[random.nextInt(roles.length)]);
    }

    private static JsonNode string(final SplittableRandom random) {
        return JsonNodeFactory.instance.stringNode(text(random));
    }

    private static JsonNode value(final SplittableRandom random) {
        final JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (random.nextInt(6)) {
            case 0 -> json.nullNode();
            case 1 -> json.numberNode(random.nextDouble() * 1e300);
            case 2 -> json.booleanNode(true);
            case 3 -> json.arrayNode().add(string(random)).add(json.nullNode());
            case 4 -> json.objectNode().set("type", string(random));
            default -> string(random);
        };
    }

    private static Prompt prompt(final SplittableRandom random) {
        Prompt prompt =
                Prompt.ask(text(random))
                        .withRole(random.nextBoolean() ? text(random) : "")
                        .withDirective(random.nextBoolean() ? text(random) : "")
                        .withContext(random.nextBoolean() ? text(random) : "")
                        .withOutputFormat(random.nextBoolean() ? text(random) : "");
        for (int i = random.nextInt(3); i > 0; i--) {
            prompt = prompt.withExample(text(random), text(random));
        }
        return random.nextBoolean() ? prompt : prompt.thinkingStepByStep();
    }
}
