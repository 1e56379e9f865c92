/**
 * The paged memory of keys and values: which layers share pages, who owns which page, which
 * prefixes can be reused. Pure bookkeeping over page numbers; the bytes belong to the compute
 * device. Changed by the engine's thread alone; the forward pass only reads block tables.
 */
package io.vesalius.kv;
