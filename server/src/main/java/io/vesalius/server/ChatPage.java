package io.vesalius.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import io.vesalius.server.http.Replies;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * The page at `/`: one file, which may load nothing from elsewhere and run nothing but its own
 * script, known by its hash.
 */
final class ChatPage {
    private final byte[] page;
    private final String policy;

    private ChatPage(final byte[] page, final String policy) {
        this.page = page;
        this.policy = policy;
    }

    static ChatPage load() {
        try (InputStream in = ChatPage.class.getResourceAsStream("page.html")) {
            final byte[] page = Objects.requireNonNull(in, "page.html").readAllBytes();
            final String text = new String(page, StandardCharsets.UTF_8);
            return new ChatPage(
                    page,
                    "default-src 'none'; connect-src 'self'; img-src data:; script-src '%s'; style-src '%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                            .formatted(hash(text, "script"), hash(text, "style")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of what stands between an element's tags. */
    private static String hash(final String page, final String element) {
        final String start = "<" + element + ">";
        final String content =
                page.substring(
                        page.indexOf(start) + start.length(), page.indexOf("</" + element + ">"));
        try {
            final byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void send(final ServerResponse response) {
        response.header("Content-Security-Policy", policy)
                .header("Referrer-Policy", "no-referrer")
                .header(HeaderNames.CACHE_CONTROL, "no-cache");
        Replies.text(response, "text/html; charset=utf-8", page);
    }
}
