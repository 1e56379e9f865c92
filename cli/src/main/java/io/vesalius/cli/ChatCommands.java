package io.vesalius.cli;

import io.vesalius.prompt.Message;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a person can tell the program, instead of the model. */
final class ChatCommands {
    private static final String HELP =
            """
            /help            show this
            /clear           forget what was said, but not the system prompt
            /system [TEXT]   show or set the system prompt
            /regenerate      answer the last question again
            /stats           what the last answer took, and how full the context is
            /save FILE       write the conversation as JSON, which 'vesalius render' can read
            /exit            leave (Ctrl-D too, and Ctrl-C twice where nothing is typed)
            Ctrl-C stops an answer. A backslash at the end of a line goes on in the next one;
            \"""three double quotes\""" enclose many lines. A message that begins with a slash
            needs a space before it.
            """;

    private final ChatSession session;
    private final Output out;

    /**
     * @param out where a person is answered: not among the model's answers
     */
    ChatCommands(final ChatSession session, final Output out) {
        this.session = session;
        this.out = out;
    }

    /** Does what a line says; false when the conversation is over. */
    boolean run(final String line) {
        final int space = line.indexOf(' ');
        final String name = space < 0 ? line : line.substring(0, space);
        final String rest = space < 0 ? "" : line.substring(space + 1).strip();
        switch (name) {
            case "/help", "/?" -> out.print(HELP).flush();
            case "/clear" -> session.conversation().clear();
            case "/system" -> system(rest);
            case "/regenerate" -> {
                if (!session.regenerate()) {
                    out.line("nothing was asked yet");
                }
            }
            case "/stats" -> out.print(session.stats()).flush();
            case "/save" -> save(rest);
            case "/exit", "/quit", "/bye" -> {
                return false;
            }
            default ->
                    out.line(
                            "no command %s: /help lists them; to send it, begin with a space"
                                    .formatted(Printable.line(name, 40)));
        }
        return true;
    }

    private void system(final String text) {
        if (text.isEmpty()) {
            out.line(session.conversation().system().map(Printable::lines).orElse("(none)"));
        } else {
            session.conversation().setSystem(text);
        }
    }

    private void save(final String name) {
        if (name.isEmpty()) {
            out.line("/save needs the name of a file");
            return;
        }
        final Path path = ModelPath.path(name);
        try {
            Files.writeString(path, text(session.conversation()), StandardOpenOption.CREATE_NEW);
            out.line("saved to " + path);
        } catch (FileAlreadyExistsException e) {
            out.line("%s exists already: take another name".formatted(path));
        } catch (IOException e) {
            out.line("%s can't be written: %s".formatted(path, e.getMessage()));
        }
    }

    private static String text(final Conversation conversation) {
        return Json.text(
                        Json.object()
                                .put(
                                        "messages",
                                        conversation.messages().stream()
                                                .map(ChatCommands::members)
                                                .toList()))
                + "\n";
    }

    private static Json.Members members(final Message message) {
        return Json.object().put("role", message.role()).put("content", message.text());
    }
}
