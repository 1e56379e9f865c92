module io.vesalius.vector {
    requires static org.jspecify;
    requires io.vesalius;
}
