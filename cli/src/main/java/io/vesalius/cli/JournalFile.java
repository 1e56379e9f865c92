package io.vesalius.cli;

import io.vesalius.base.BadFileException;
import io.vesalius.engine.Journal;

import org.jspecify.annotations.Nullable;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes what the engine does to a file, one JSON object a line. Written by the engine's thread,
 * closed by another when the engine has ended; an error is kept until then, since a full disk is no
 * reason to end a generation.
 */
final class JournalFile implements Journal, AutoCloseable {
    private final Path path;
    private final BufferedWriter writer;
    private final long start = System.nanoTime();
    private volatile @Nullable IOException failure;

    private JournalFile(final Path path, final BufferedWriter writer) {
        this.path = path;
        this.writer = writer;
    }

    /**
     * @throws BadFileException when the file can't be made
     */
    static JournalFile create(final Path path) {
        try {
            return new JournalFile(path, Files.newBufferedWriter(path));
        } catch (NoSuchFileException e) {
            throw new BadFileException(
                    "the journal %s can't be written: its folder isn't there".formatted(path), e);
        } catch (IOException e) {
            throw new BadFileException(
                    "the journal %s can't be written: %s".formatted(path, e.getMessage()), e);
        }
    }

    @Override
    public void record(final Entry entry) {
        if (failure != null) {
            return;
        }
        try {
            writer.write(Json.text(members(entry)));
            writer.write('\n');
        } catch (IOException e) {
            failure = e;
        }
    }

    private Json.Members members(final Entry entry) {
        return switch (entry) {
            case Entry.Arrived(long request, long nanos, int[] prompt) ->
                    event("arrived")
                            .put("request", request)
                            .put("us", us(nanos))
                            .put("prompt", prompt);
            case Entry.Scheduled(
                            long step,
                            long nanos,
                            long request,
                            int choice,
                            int from,
                            int count) ->
                    event("scheduled")
                            .put("step", step)
                            .put("us", us(nanos))
                            .put("request", request)
                            .put("choice", choice)
                            .put("from", from)
                            .put("count", count);
            case Entry.Chosen(long request, int choice, int position, int token, long hash) ->
                    event("chosen")
                            .put("request", request)
                            .put("choice", choice)
                            .put("position", position)
                            .put("token", token)
                            .put("logits_hash", "%016x".formatted(hash));
            case Entry.Drafted drafted -> drafted(drafted);
            case Entry.Stepped(long step, long nanos, int rows, int free, int cached) ->
                    event("stepped")
                            .put("step", step)
                            .put("us", us(nanos))
                            .put("rows", rows)
                            .put("free_pages", free)
                            .put("cached_pages", cached);
            case Entry.Preempted(long step, long request) ->
                    event("preempted").put("step", step).put("request", request);
            case Entry.Ended(long request, long nanos, String reason) ->
                    event("ended")
                            .put("request", request)
                            .put("us", us(nanos))
                            .put("reason", reason);
        };
    }

    private static Json.Members drafted(final Entry.Drafted drafted) {
        return event("drafted")
                .put("step", drafted.step())
                .put("request", drafted.request())
                .put("choice", drafted.choice())
                .put("position", drafted.position())
                .put("tokens", drafted.tokens())
                .put("accepted", drafted.accepted())
                .put("source", drafted.source().name().toLowerCase(Locale.ROOT));
    }

    private static Json.Members event(final String name) {
        return Json.object().put("event", name);
    }

    /** Microseconds since the journal began. */
    private long us(final long nanos) {
        return (nanos - start) / 1000;
    }

    /**
     * @throws BadFileException when something couldn't be written
     */
    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
        final IOException first = failure;
        if (first != null) {
            throw new BadFileException(
                    "the journal %s is incomplete: %s".formatted(path, first.getMessage()), first);
        }
    }
}
