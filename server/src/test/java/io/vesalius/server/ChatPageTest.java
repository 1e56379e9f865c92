package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.GenerateOptions;
import io.vesalius.OpenOptions;
import io.vesalius.engine.EngineOptions;
import io.vesalius.prompt.Message;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** The page, in a browser. Pictures of it go where the property `vesalius.pictures` says. */
@Timeout(120)
final class ChatPageTest {
    private static final String DONE = "!running && document.querySelector('.theirs .stats')";

    @TempDir private static Path folder;
    private static Running running;
    private static Running locked;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start(folder.resolve("profile"));
        running =
                Running.of(
                        SmallModels.QWEN3.withContextLength(60_000),
                        folder,
                        OpenOptions.DEFAULT.withEngine(
                                EngineOptions.DEFAULT.withKvBytes(128 << 20)),
                        options -> options);
        locked =
                Running.of(
                        SmallModels.QWEN3,
                        folder,
                        OpenOptions.DEFAULT,
                        options -> options.withKeys(List.of("sesame")));
    }

    @AfterAll
    static void stop() {
        if (running != null) {
            browser.close();
            running.close();
            locked.close();
        }
    }

    @BeforeEach
    void fresh() {
        browser.size(1200, 800, false);
        browser.open(running.server().url() + "/");
        browser.run("localStorage.clear(), sessionStorage.clear()");
        browser.reload();
        browser.run("recall({temperature: 0, top_p: 1, min_p: 0, top_k: 0, max_tokens: 24})");
        browser.await("$('model').textContent.includes('tokens of context')");
    }

    private static void ask(final String text) {
        browser.run("$('question').focus()");
        browser.type(text);
        browser.press("Enter", "Enter", 13, 0);
    }

    @Test
    void an_answer_comes_with_its_speed_and_is_the_models() {
        ask("hello world");
        browser.await(DONE);

        assertThat(browser.text("messages.at(-1).content"))
                .isEqualTo(
                        running.model()
                                .chat(
                                        List.of(Message.user("hello world")),
                                        GenerateOptions.GREEDY.withMaxTokens(24))
                                .text());
        assertThat(browser.text("document.querySelector('.stats').textContent"))
                .contains("tokens/s", "first after", "tokens");
        assertThat(browser.text("document.querySelector('.mine .said').textContent"))
                .isEqualTo("hello world");
    }

    @Test
    void the_conversation_outlives_a_reload_and_goes_on() {
        ask("hello");
        browser.await(DONE);
        final String said = browser.text("document.querySelector('#talk').innerText");
        browser.reload();

        assertThat(browser.text("document.querySelector('#talk').innerText")).isEqualTo(said);
        ask("and then");
        browser.await("messages.length === 4 && " + DONE);
        browser.press("n", "KeyN", 78, 1);
        browser.reload();
        assertThat(browser.run("messages.length").intValue()).isZero();
    }

    @Test
    void escape_stops_an_answer_and_the_server_stops_computing() throws InterruptedException {
        browser.run(
                "recall({max_tokens: ''}), window.fetchAsItWas = fetch, window.fetch = (url, how)"
                        + " => fetchAsItWas(url, {...how, body: how.body.replace('{',"
                        + " '{\"ignore_eos\":true,')})");
        ask("hello");
        browser.await("messages.at(-1).content?.length > 20 && running");
        assertThat(browser.text("$('send').textContent")).isEqualTo("Stop");
        browser.press("Escape", "Escape", 27, 0);
        browser.await(DONE);

        assertThat(browser.text("document.querySelector('.stats').textContent"))
                .contains("stopped");
        while (running.model().status().running() > 0) {
            Thread.sleep(5);
        }
    }

    @Test
    void shift_enter_begins_a_line() {
        browser.run("$('question').focus()");
        browser.type("one");
        browser.press("Enter", "Enter", 13, 8);
        browser.type("two");

        assertThat(browser.text("$('question').value")).isEqualTo("one\ntwo");
        assertThat(browser.run("messages.length").intValue()).isZero();
    }

    @Test
    void settings_open_and_close_by_keyboard() {
        browser.press("s", "KeyS", 83, 1);
        browser.await("!$('settings').hidden && document.activeElement.id === 'close-settings'");
        browser.press("Escape", "Escape", 27, 0);
        browser.await("$('settings').hidden && document.activeElement.id === 'open-settings'");
    }

    @Test
    void markup_stays_text() {
        ask("<img src=x onerror='window.caught = true'><script>window.caught = true</script>");
        browser.await(DONE);
        browser.run("show(document.querySelector('.theirs .said'), '<b>x</b> `<i>` **<u>**')");

        assertThat(
                        browser.run(
                                        "document.querySelectorAll('#talk img, #talk script, #talk"
                                                + " b, #talk i, #talk u').length")
                                .intValue())
                .isZero();
        assertThat(browser.run("!!window.caught").booleanValue()).isFalse();
    }

    @Test
    void a_refusal_is_shown_in_the_servers_words() {
        browser.run("recall({temperature: 0, seed: '99999999999999999999'})");
        ask("hello");
        browser.await("!running && document.querySelector('.wrong')");

        assertThat(browser.text("document.querySelector('.wrong').textContent")).contains("seed");
    }

    @Test
    void a_key_that_is_needed_is_asked_for() {
        browser.open(locked.server().url() + "/");
        browser.await("!$('settings').hidden && document.activeElement.id === 'key'");
        browser.type("sesame");
        browser.press("Tab", "Tab", 9, 0);

        browser.await("$('model').textContent.startsWith('small')");
    }

    @Test
    void nothing_comes_from_elsewhere() {
        ask("hello");
        browser.await(DONE);

        assertThat(
                        browser.run(
                                        "performance.getEntriesByType('resource').filter(each =>"
                                                + " !each.name.startsWith(location.origin) &&"
                                                + " !each.name.startsWith('data:')).length")
                                .intValue())
                .isZero();
        assertThat(running.client().get("/").header("content-security-policy"))
                .contains("default-src 'none'", "connect-src 'self'", "script-src 'sha256-");
    }

    @Test
    void it_fits_a_phone() {
        browser.size(360, 640, true);
        browser.reload();
        ask("hello ".repeat(40) + "x".repeat(400));
        browser.await(DONE);

        assertThat(browser.run("document.documentElement.scrollWidth").intValue())
                .isLessThanOrEqualTo(360);
        assertThat(browser.run("$('send').getBoundingClientRect().right").doubleValue())
                .isLessThanOrEqualTo(360);
        assertThat(browser.run("$('send').getBoundingClientRect().bottom").doubleValue())
                .isLessThanOrEqualTo(640);
    }

    @Test
    void pictures_are_taken_where_they_are_wanted() throws Exception {
        final String where = System.getProperty("vesalius.pictures", folder.toString());
        for (final String colours : List.of("light", "dark")) {
            browser.colours(colours);
            browser.size(1280, 860, false);
            browser.reload();
            browser.picture(Path.of(where, "welcome-" + colours + ".png"));
        }
        browser.run(
                """
                messages = [
                  {role: 'user', content: 'Who was Andreas Vesalius?'},
                  {role: 'assistant', stats: '41.2 tokens/s · first after 180 ms · 96 tokens',
                   content: 'Andreas Vesalius (1514-1564) was an anatomist of **Brussels** who taught at Padua.\\n\\nHis book *De humani corporis fabrica* showed what he saw.\\n\\n```\\nvesalius run -m model.gguf "In 1543,"\\n```\\nThe flag `-m` names the model.'},
                  {role: 'user', content: 'And what did he find?'},
                  {role: 'assistant', content: '', error: 'the prompt has 9000 tokens and the context holds 8192'}], draw()\
                """);
        for (final String colours : List.of("light", "dark")) {
            browser.colours(colours);
            browser.size(1280, 860, false);
            browser.run("openSettings(true)");
            browser.picture(Path.of(where, "talk-" + colours + ".png"));
            browser.run("openSettings(false)");
            browser.size(390, 780, true);
            browser.picture(Path.of(where, "phone-" + colours + ".png"));
        }
        assertThat(Path.of(where, "phone-dark.png")).isNotEmptyFile();
    }
}
