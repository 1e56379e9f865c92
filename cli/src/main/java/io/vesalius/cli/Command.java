package io.vesalius.cli;

/** A command. Its options are fields, which are set from the arguments before it is run. */
interface Command {
    /** Does the work; whatever keeps it from doing so is thrown. */
    void run(Shell shell);
}
