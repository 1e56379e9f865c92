/** The engine: from prompt to response. */
module io.vesalius {
    requires tools.jackson.databind;

    exports io.vesalius.base;
}
