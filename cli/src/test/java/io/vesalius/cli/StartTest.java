package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.util.Objects;

final class StartTest {
    @Test
    void an_older_java_can_load_it() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Start.class.getResourceAsStream("Start.class"))) {
            final int version = ClassFile.of().parse(in.readAllBytes()).majorVersion();

            assertThat(version).isEqualTo(ClassFile.JAVA_11_VERSION);
        }
    }

    @Test
    void an_older_java_is_named_with_the_way_out() {
        assertThat(Start.tooOld(17, "/opt/java17"))
                .isEqualTo(
                        "vesalius: Java 25 or newer is needed and this is Java 17 (/opt/java17):"
                                + " call a newer java by its path, or ./vesalius, which looks for"
                                + " one");
    }
}
