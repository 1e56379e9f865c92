package io.vesalius.model;

/** A family of models: what its files' numbers mean. */
@FunctionalInterface
public interface Family {
    /**
     * @throws io.vesalius.base.BadFileException for a key that is missing or makes no sense
     */
    DecoderSpec describe(Hyperparameters file);
}
