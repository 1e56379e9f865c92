/**
 * The command line: arguments in, text out, an exit code. Text goes to standard output, progress
 * and timings to standard error; 0 is fine, 1 failed, 2 wrong usage. One thread.
 */
package io.vesalius.cli;
