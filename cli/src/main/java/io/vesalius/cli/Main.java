package io.vesalius.cli;

/** Where the process starts. */
public final class Main {
    private Main() {}

    /** Runs one command; see {@link Cli}. */
    public static void main(final String[] args) {
        if (Cli.debug(args)) {
            System.setProperty(Logging.LEVEL, "DEBUG");
        }
        System.exit(Cli.run(args, Shell.system()));
    }
}
