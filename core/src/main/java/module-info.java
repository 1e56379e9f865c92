/** The engine: from prompt to response. */
module io.vesalius {
    requires java.management;
    requires jdk.management;
    requires static org.jspecify;
    requires transitive tools.jackson.databind;

    exports io.vesalius;
    exports io.vesalius.base;
    exports io.vesalius.distill;
    exports io.vesalius.engine;
    exports io.vesalius.format;
    exports io.vesalius.kernel;
    exports io.vesalius.kv;
    exports io.vesalius.model;
    exports io.vesalius.model.layer;
    exports io.vesalius.model.random;
    exports io.vesalius.prompt;
    exports io.vesalius.sampling;
    exports io.vesalius.tensor;
    exports io.vesalius.tokenizer;
    exports io.vesalius.tokenizer.json;
    exports io.vesalius.tokenizer.train;
    exports io.vesalius.train;

    uses io.vesalius.kernel.VerbsProvider;

    provides io.vesalius.kernel.VerbsProvider with
            io.vesalius.x86.X86AmxProvider,
            io.vesalius.x86.X86Avx512Provider,
            io.vesalius.x86.X86Avx2Provider;
}
