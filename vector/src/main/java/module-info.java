module io.vesalius.vector {
    requires io.vesalius;
}
