package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
final class LauncherTest {
    @TempDir private Path folder;
    private LauncherTree tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = LauncherTree.in(folder);
    }

    @Test
    void the_first_use_builds_and_says_so_on_standard_error() throws IOException {
        final LauncherTree.Run run = tree.run("--version");

        assertThat(tree.builds()).hasSize(1);
        assertThat(run.err()).startsWith("vesalius: building (first use");
        assertThat(run.programArguments()).containsExactly("[--version]");
    }

    @Test
    void the_next_use_only_runs() throws IOException {
        tree.run();

        assertThat(tree.run().err()).isEmpty();
        assertThat(tree.builds()).hasSize(1);
    }

    @Test
    void arguments_reach_the_program_as_they_were_written() throws IOException {
        final LauncherTree.Run run =
                tree.run("a b", "", "\"quoted\" 'twice'", "*", "$HOME", "new\nline", "@file", "ü");

        assertThat(run.programArguments())
                .containsExactly(
                        "[a b]",
                        "[]",
                        "[\"quoted\" 'twice']",
                        "[*]",
                        "[$HOME]",
                        "[new\nline]",
                        "[@file]",
                        "[ü]");
    }

    @Test
    void the_exit_code_is_that_of_the_program() throws IOException {
        assertThat(tree.run().exitCode()).isEqualTo(7);
    }

    @Test
    void a_link_to_it_runs_the_same_tree() throws IOException {
        final Path link = folder.resolve("link");
        Files.createSymbolicLink(folder.resolve("far"), Path.of("a tree/vesalius"));
        Files.createSymbolicLink(link, folder.resolve("far"));

        final LauncherTree.Run run = tree.run(link, Map.of(), "x");

        assertThat(run.programArguments()).containsExactly("[x]");
        assertThat(run.arguments())
                .contains("[" + tree.root().toRealPath() + "/target/launcher/vesalius.jar]");
    }

    @Test
    void a_changed_source_is_built_again() throws IOException {
        tree.run();
        tree.setBackTime();
        tree.source("cli/src/main/Main.java");

        assertThat(tree.run().err()).contains("the sources have changed");
        assertThat(tree.builds()).hasSize(2);
    }

    @Test
    void a_deleted_source_is_built_again() throws IOException {
        tree.source("cli/src/main/Old.java");
        tree.run();
        tree.setBackTime();
        Files.delete(tree.root().resolve("cli/src/main/Old.java"));

        assertThat(tree.run().err()).contains("the sources have changed");
    }

    @Test
    void first_uses_at_the_same_time_build_once() throws Exception {
        final Callable<LauncherTree.Run> use = () -> tree.run("x");

        try (ExecutorService users = Executors.newFixedThreadPool(4)) {
            for (final Future<LauncherTree.Run> run :
                    users.invokeAll(List.of(use, use, use, use))) {
                assertThat(run.get().programArguments()).containsExactly("[x]");
            }
        }
        assertThat(tree.builds()).hasSize(1);
    }

    @Test
    void a_lock_whose_owner_is_gone_is_taken_over() throws IOException {
        final Path lock = tree.root().resolve("target/launcher/lock");
        Files.createDirectories(lock);
        Files.writeString(lock.resolve("owner"), "99999999\n");

        assertThat(tree.run("x").programArguments()).containsExactly("[x]");
        assertThat(lock).doesNotExist();
    }

    @Test
    void a_failed_build_is_said_and_tried_again() throws IOException {
        final LauncherTree.Run failed =
                tree.run(tree.launcher(), Map.of("MAVEN_FAILS", "yes"), "x");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.arguments()).isEmpty();
        assertThat(failed.err()).contains("the build failed");
        assertThat(tree.run("x").programArguments()).containsExactly("[x]");
    }

    @Test
    void without_maven_it_says_what_to_install() throws IOException {
        final Path tools = folder.resolve("tools");
        for (final String tool : List.of("find", "head", "mkdir", "readlink", "rm", "uname")) {
            LauncherTree.program(
                    tools.resolve(tool),
                    "#!/bin/sh\nPATH=/usr/bin:/bin exec %s \"$@\"".formatted(tool));
        }

        final LauncherTree.Run run =
                tree.run(tree.launcher(), Map.of("PATH", tools.toString()), "x");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Maven is needed").contains("apt install maven");
    }

    @Test
    void an_older_jdk_is_passed_over() throws IOException {
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
        Files.createDirectory(folder.resolve("26"));
        Files.createSymbolicLink(folder.resolve("26/bin"), folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("26/release"), "JAVA_VERSION=\"26\"\n");

        final LauncherTree.Run run =
                tree.run(tree.launcher(), Map.of("JAVA25_HOME", folder + "/26"), "x");

        assertThat(run.programArguments()).containsExactly("[x]");
    }

    @Test
    void the_heap_is_small_at_first_and_has_the_smallest_collector() throws IOException {
        assertThat(tree.run().arguments())
                .contains("[-XX:+UseSerialGC]", "[-Xms32m]", "[-XX:NewSize=4m]");
    }

    @Test
    void options_of_the_jvm_can_be_added_and_its_collector_and_heap_chosen() throws IOException {
        final LauncherTree.Run run =
                tree.run(
                        tree.launcher(),
                        Map.of("VESALIUS_JAVA_OPTIONS", "-Xmx1g -XX:+UseZGC"),
                        "x");

        assertThat(run.arguments())
                .contains("[-Xmx1g]", "[-XX:+UseZGC]")
                .doesNotContain("[-XX:+UseSerialGC]", "[-Xms32m]", "[-XX:NewSize=4m]");
    }

    @Test
    void the_slow_compiler_waits_where_a_cache_tells_what_to_compile_quickly() throws IOException {
        final String patience = "[-XX:Tier2InvokeNotifyFreqLog=15]";

        assertThat(tree.run().arguments())
                .contains(patience)
                .anyMatch(argument -> argument.startsWith("[-XX:AOTCache="));

        Files.delete(tree.root().resolve("target/launcher/settings"));

        assertThat(tree.run(tree.launcher(), Map.of("NO_CACHE", "yes")).arguments())
                .doesNotContain(patience)
                .noneMatch(argument -> argument.startsWith("[-XX:AOTCache="));
    }

    @Test
    void the_incubating_module_is_added_only_where_other_kernels_fail() throws IOException {
        final String module = "[--add-modules=jdk.incubator.vector]";

        assertThat(tree.run().arguments()).doesNotContain(module);

        Files.delete(tree.root().resolve("target/launcher/settings"));
        tree.run(tree.launcher(), Map.of("NO_KERNELS", "yes"));

        assertThat(tree.run().arguments()).contains(module);
    }
}
