package io.vesalius.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The version that the build wrote beside this class. */
final class Version {
    private Version() {}

    static String read() {
        final Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
            properties.load(Objects.requireNonNull(in, "build.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Objects.requireNonNull(properties.getProperty("version"));
    }
}
