/**
 * The template language of chat templates: the part of Jinja that they use, with Python's values.
 * In come a template's source and variables as values; out goes text whose every character knows
 * whether the template or someone else wrote it. Nothing reaches Java objects, files or classes:
 * values are JSON's and what the template makes of them, and every loop, copy and call is charged
 * to a budget. A {@link Template} is immutable and safe for any thread; one rendering belongs to
 * one thread. Not exported: {@code io.vesalius.prompt} is its face.
 */
package io.vesalius.prompt.jinja;
