package io.vesalius.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Standard streams by their numbers. */
final class Descriptor {
    private Descriptor() {}

    /** Whether a person is at this stream. Only Linux says it of each; elsewhere all are one. */
    static boolean isTerminal(final int number) {
        final Path link = Path.of("/proc/self/fd/" + number);
        if (Files.isSymbolicLink(link)) {
            try {
                final String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/")
                        || target.startsWith("/dev/tty")
                        || target.equals("/dev/console");
            } catch (IOException e) {
                return false;
            }
        }
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
}
