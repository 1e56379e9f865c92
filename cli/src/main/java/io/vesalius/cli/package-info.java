/**
 * The command line. In come arguments, files and standard input; out go text or JSON on standard
 * output, progress, timings and errors on standard error, and an exit code. One thread runs a
 * command; all it touches of the outside world is in a {@link io.vesalius.cli.Shell} and in the
 * files that its arguments name. Holds no model logic.
 */
package io.vesalius.cli;
