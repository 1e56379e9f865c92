package io.vesalius.kernel;

/** The contract held against itself: its cases are within what the definition accepts. */
final class DefinitionTest implements VerbsContract {
    @Override
    public Verbs verbs() {
        return new Definition();
    }
}
