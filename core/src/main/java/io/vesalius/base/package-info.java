/**
 * What every room may use: the errors that a person sees, and limits. Imports nothing of the
 * engine.
 */
package io.vesalius.base;
