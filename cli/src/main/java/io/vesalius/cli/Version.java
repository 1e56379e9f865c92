package io.vesalius.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The version that the build wrote beside this class. */
final class Version {
    private Version() {}

    /** `vesalius 0.1.0, Java 25.0.1 (Eclipse Adoptium)`. */
    static String text() {
        return "vesalius %s, Java %s (%s)"
                .formatted(
                        read(),
                        System.getProperty("java.version"),
                        System.getProperty("java.vendor"));
    }

    /** `0.1.0`. */
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
