package io.vesalius.x86.asm;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Code read back by binutils' objdump, a disassembler that shares nothing with ours. */
public final class Objdump {
    private Objdump() {}

    /**
     * One line an instruction, in Intel's syntax, single spaces; aborts the test without objdump.
     */
    public static List<String> disassemble(final byte[] code) throws Exception {
        final Path file = Files.createTempFile("vesalius", ".bin");
        try {
            Files.write(file, code);
            return run(file)
                    .lines()
                    .filter(line -> line.matches(" *[0-9a-f]+:\t.*"))
                    .map(line -> line.substring(line.indexOf('\t') + 1))
                    .map(line -> line.replaceFirst("#.*", "").replaceAll("\\s+", " ").trim())
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    private static String run(final Path file) throws InterruptedException, IOException {
        final Process process;
        try {
            process =
                    new ProcessBuilder(
                                    "objdump",
                                    "-D",
                                    "--no-show-raw-insn",
                                    "-b",
                                    "binary",
                                    "-m",
                                    "i386:x86-64",
                                    "-M",
                                    "intel",
                                    file.toString())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            System.err.println("SKIPPED: no objdump (binutils), so emitted code goes unchecked");
            abort("no objdump");
            throw e;
        }
        final byte[] output = process.getInputStream().readAllBytes();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("objdump: " + new String(output, StandardCharsets.UTF_8));
        }
        return new String(output, StandardCharsets.UTF_8);
    }
}
