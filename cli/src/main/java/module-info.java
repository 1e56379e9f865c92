/** The command line of the engine. */
module io.vesalius.cli {
    requires static org.jspecify;
    requires info.picocli;
    requires io.vesalius;
    requires io.vesalius.vector;
}
