package io.vesalius.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.base.VesaliusException;
import io.vesalius.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Files with flipped bits, cut ends, spliced numbers: whatever comes, only our own errors come out,
 * and no more memory is taken than a file of this size may claim. `-Dvesalius.fuzz.seed` repeats a
 * run, `-Dvesalius.fuzz.runs` lengthens it.
 */
final class GgufFuzzTest {
    private static final long SEED = Long.getLong("vesalius.fuzz.seed", 20_260_101L);
    private static final int RUNS = Integer.getInteger("vesalius.fuzz.runs", 5_000);
    private static final long MOST_HEAP_BYTES = 64 << 20;
    private static final long[] NASTY = {
        0,
        1,
        -1,
        2,
        31,
        33,
        63,
        64,
        65,
        255,
        256,
        65_535,
        65_536,
        1L << 20,
        (1L << 31) - 1,
        1L << 31,
        (1L << 32) - 1,
        1L << 32,
        1L << 61,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -32,
        -33
    };

    @TempDir private Path folder;

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void mutated_files_give_only_our_errors_in_bounded_memory() throws IOException {
        final byte[] sound = sound();
        int refused = 0;
        int opened = 0;
        for (int run = 0; run < RUNS; run++) {
            final SplittableRandom random = new SplittableRandom(SEED + run);
            final byte[] mutated = mutate(sound, random);
            final Path path = Files.write(folder.resolve("m.gguf"), mutated);
            final String as = "vesalius.fuzz.seed=" + (SEED + run);
            final long before = used();
            try {
                readAll(path);
                opened++;
            } catch (VesaliusException e) {
                assertThat(e.getMessage()).as(as).hasSizeLessThan(1200).doesNotContain("\n");
                refused++;
            } catch (Throwable e) {
                throw new AssertionError(as + ": " + e, e);
            }
            assertThat(used() - before).as(as).isLessThan(MOST_HEAP_BYTES);
        }
        // Neither all nothing: a fuzzer that only breaks the magic would prove little.
        assertThat(refused).isGreaterThan(RUNS / 10);
        assertThat(opened).isGreaterThan(RUNS / 100);
    }

    /** Bytes of the heap in use: a collection may lower it, a huge allocation shows at once. */
    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private byte[] sound() throws IOException {
        final Path path = folder.resolve("sound.gguf");
        new GgufWriter()
                .put("general.architecture", "llama")
                .put("general.alignment", 32)
                .put("llama.block_count", 2)
                .put("llama.rope.freq_base", 10_000f)
                .put("flag", true)
                .put("tokens", List.of("<s>", "a", "\u00e9", ""))
                .put("types", new int[] {3, 1, 1, 6})
                .put("scores", new float[] {0, -1, -2, -3})
                .put("split.count", 1)
                .tensor("token_embd.weight", new long[] {4, 4}, new float[16])
                .tensor("q", DType.Q8_0, new long[] {64, 2}, out -> out.write(new byte[136]))
                .tensor("norm", new long[] {4}, new float[] {1, 1, 1, 1})
                .write(path);
        return Files.readAllBytes(path);
    }

    private static byte[] mutate(final byte[] sound, final SplittableRandom random) {
        byte[] bytes = sound.clone();
        final int mutations = 1 + random.nextInt(3);
        for (int i = 0; i < mutations; i++) {
            final int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 3 -> put(bytes, at, NASTY[random.nextInt(NASTY.length)], 8);
                case 4 -> put(bytes, at, NASTY[random.nextInt(NASTY.length)], 4);
                default -> {
                    final int from = random.nextInt(bytes.length);
                    final int count =
                            Math.min(random.nextInt(40), bytes.length - Math.max(from, at));
                    System.arraycopy(bytes, from, bytes, at, count);
                }
            }
        }
        return bytes;
    }

    private static void put(final byte[] bytes, final int at, final long value, final int width) {
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >> 8 * i);
        }
    }

    private static void readAll(final Path path) {
        try (GgufFile file = GgufFile.open(path);
                Arena arena = Arena.ofConfined()) {
            for (final GgufTensor tensor : file.tensors()) {
                file.read(tensor, 0, arena.allocate(tensor.bytes(), 64));
                if (tensor.type() == DType.F32) {
                    file.floats(tensor);
                }
            }
            file.metadata().string("general.architecture", "none");
            file.metadata().integer("llama.block_count", 0);
            file.metadata().number("llama.rope.freq_base");
            file.metadata().strings("tokens");
            file.metadata().integers("types");
            file.metadata().numbers("scores");
            file.metadata().flag("flag", false);
        }
    }
}
