package io.vesalius.server;

import io.vesalius.OpenOptions;
import io.vesalius.Vesalius;
import io.vesalius.testing.SmallModel;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A server with a small random model. */
record Running(Vesalius model, Server server, Client client) implements AutoCloseable {
    static final String MODEL = "small";

    static Running of(final SmallModel small, final Path folder) {
        return of(small, folder, OpenOptions.DEFAULT, options -> options);
    }

    static Running of(
            final SmallModel small,
            final Path folder,
            final OpenOptions how,
            final UnaryOperator<ServerOptions> change) {
        final Vesalius model = Vesalius.open(small.writeTo(folder), how);
        final Server server = Server.start(model, change.apply(ServerOptions.of(MODEL)));
        return new Running(model, server, new Client(server.url()));
    }

    @Override
    public void close() {
        client.close();
        server.close();
        model.close();
    }
}
