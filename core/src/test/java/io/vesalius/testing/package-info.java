/**
 * What the tests of every module share: small models written from a seed, and where the oracle
 * files are. Uses what the engine exports, and writes only to folders that a test gives it.
 */
package io.vesalius.testing;
