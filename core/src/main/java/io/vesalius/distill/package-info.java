/**
 * Distillation: a teacher's model file in, a smaller model file out. The teacher writes texts by
 * itself, or a corpus is given; a tokeniser is trained on them, or the teacher's is kept; the
 * student learns, and both are measured on texts that neither saw. What is under way lies in a
 * folder beside the output, so that it goes on where it stopped. One thread calls it.
 */
package io.vesalius.distill;
