package io.vesalius.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;
import io.vesalius.testing.Shared;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

final class IntegerBlockTest {
    @Test
    void every_block_type_decodes_to_the_reference_values() {
        final List<DType> seen = new ArrayList<>();
        try (GgufFile blocks = GgufFile.open(Shared.path("fixtures/quants/blocks.gguf"));
                GgufFile values = GgufFile.open(Shared.path("fixtures/quants/values.gguf"));
                Arena arena = Arena.ofConfined()) {
            for (final GgufTensor tensor : blocks.tensors()) {
                if (tensor.type().blockSize() > 1) {
                    compare(blocks, tensor, values, arena);
                    seen.add(tensor.type());
                }
            }
        }
        for (final DType type : DType.values()) {
            if (type.isWeightType() && type.blockSize() > 1) {
                assertThat(seen).contains(type);
            }
        }
    }

    private static void compare(
            final GgufFile blocks,
            final GgufTensor tensor,
            final GgufFile values,
            final Arena arena) {
        final MemorySegment raw = arena.allocate(tensor.bytes(), 64);
        blocks.read(tensor, 0, raw);
        final GgufTensor expectedTensor = values.tensor(tensor.name()).orElseThrow();
        final MemorySegment expected = arena.allocate(expectedTensor.bytes(), 64);
        values.read(expectedTensor, 0, expected);
        final IntegerBlock block = new IntegerBlock();
        final long elements = expectedTensor.bytes() / 4;
        for (long i = 0; i < elements; i++) {
            if (i % 32 == 0) {
                block.decode(tensor.type(), raw, 0, (int) (i / 32));
            }
            // Adding +0 makes the zeros alike: an integer zero has no sign.
            assertThat(block.value((int) (i % 32)) + 0f)
                    .as(tensor.type() + " element " + i)
                    .isEqualTo(expected.getAtIndex(ValueLayout.JAVA_FLOAT, i) + 0f);
        }
    }
}
