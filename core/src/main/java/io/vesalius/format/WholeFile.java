package io.vesalius.format;

import io.vesalius.base.BadFileException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/**
 * Writes files that appear whole or not at all: to a temporary file beside the target, synced, then
 * renamed.
 */
public final class WholeFile {
    private WholeFile() {}

    /** What is to be in the file. */
    @FunctionalInterface
    public interface Content {
        void write(FileChannel channel) throws IOException;
    }

    /**
     * @throws BadFileException when the file can't be written; nothing is left behind then
     */
    public static void write(final Path path, final Content content) {
        final Path temporary = temporaryBeside(path);
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.write(channel);
                channel.force(true);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            syncFolder(path.toAbsolutePath().resolveSibling(""));
        } catch (IOException e) {
            throw new BadFileException(path + ": can't be written: " + e.getMessage(), e);
        } finally {
            deleteIfLeft(temporary);
        }
    }

    /** A new name each time: two writers of one target must not share a temporary file. */
    private static Path temporaryBeside(final Path path) {
        final long random = new SplittableRandom().nextLong();
        final String name = ".%s.%016x.part".formatted(path.getFileName(), random);
        return path.resolveSibling(name);
    }

    /** A rename lasts once its folder is synced; not every system can open folders. */
    private static void syncFolder(final Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            System.getLogger(WholeFile.class.getName())
                    .log(System.Logger.Level.DEBUG, folder + " can't be synced", e);
        }
    }

    private static void deleteIfLeft(final Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            System.getLogger(WholeFile.class.getName())
                    .log(System.Logger.Level.WARNING, temporary + " can't be deleted", e);
        }
    }
}
