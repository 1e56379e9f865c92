package io.vesalius.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.util.Map;

/**
 * What surrounds a command.
 *
 * @param in standard input
 * @param inIsTerminal whether a person types there
 * @param out for results
 * @param err for progress, timings and errors
 * @param environment of the process
 */
record Shell(
        InputStream in,
        boolean inIsTerminal,
        Output out,
        Output err,
        Map<String, String> environment) {
    Shell {
        environment = Map.copyOf(environment);
    }

    /** This process's own. */
    static Shell system() {
        return new Shell(
                new FileInputStream(FileDescriptor.in),
                Descriptor.isTerminal(0),
                new Output(new FileOutputStream(FileDescriptor.out), Descriptor.isTerminal(1)),
                new Output(new FileOutputStream(FileDescriptor.err), Descriptor.isTerminal(2)),
                System.getenv());
    }

    /** Whether colours are wanted there: on a terminal, unless NO_COLOR (no-color.org) is set. */
    boolean colours(final Output where) {
        return where.isTerminal()
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }
}
