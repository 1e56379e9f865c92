module io.vesalius.cli {
    requires io.vesalius;
}
