module io.vesalius.cli {
    requires static org.jspecify;
    requires io.vesalius;
}
