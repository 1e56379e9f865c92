package io.vesalius.kernel;

/** The last resort: runs everywhere, slowly. Known to {@link VerbsChoice} itself. */
final class DefinitionProvider implements VerbsProvider {
    static final String NAME = "definition";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Offer offer() {
        return new Available(new Definition());
    }
}
