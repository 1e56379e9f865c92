/** HTTP to the engine's events. */
module io.vesalius.server {
    requires java.net.http;
    requires static org.jspecify;
    requires transitive io.vesalius;
    requires io.helidon.common.buffers;
    requires io.helidon.common.concurrency.limits;
    requires io.helidon.common.socket;
    requires io.helidon.common.task;
    requires io.helidon.http;
    requires io.helidon.webserver;
    requires jdk.jfr;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires tools.jackson.databind;

    exports io.vesalius.load;
    exports io.vesalius.server;
    exports io.vesalius.server.api;
    exports io.vesalius.server.http;
}
