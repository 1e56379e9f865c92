/** The command line: arguments in, text out, an exit code. */
module io.vesalius.cli {
    requires java.management;
    requires jdk.management;
    requires static org.jspecify;
    requires info.picocli;
    requires io.vesalius;
    requires io.vesalius.server;
    requires io.vesalius.vector;
    requires org.jline;
    requires tools.jackson.databind;

    opens io.vesalius.cli to
            info.picocli;

    provides System.LoggerFinder with
            io.vesalius.cli.Logging;
}
