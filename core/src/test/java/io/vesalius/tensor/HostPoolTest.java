package io.vesalius.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.CapacityException;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

final class HostPoolTest {
    @Test
    void pieces_of_all_sizes_are_aligned_zeroed_and_apart() {
        final Random random = new Random(1);
        try (HostPool pool = new HostPool(PageSize.HUGE)) {
            final List<MemorySegment> pieces = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                final long bytes = random.nextLong(1L << random.nextInt(1, 24));
                final MemorySegment piece = pool.allocate(bytes, "a test");
                assertThat(piece.byteSize()).isEqualTo(Math.max(bytes, 1));
                assertThat(piece.address() % 64).isZero();
                assertThat(piece.mismatch(MemorySegment.ofArray(new byte[(int) piece.byteSize()])))
                        .isEqualTo(-1);
                piece.fill((byte) 1);
                pieces.add(piece);
            }
            pieces.sort((a, b) -> Long.compare(a.address(), b.address()));
            for (int i = 1; i < pieces.size(); i++) {
                final MemorySegment before = pieces.get(i - 1);
                assertThat(before.address() + before.byteSize())
                        .isLessThanOrEqualTo(pieces.get(i).address());
            }
        }
    }

    @Test
    void a_piece_is_gone_when_the_pool_is_closed() {
        final HostPool pool = new HostPool(PageSize.HUGE);
        final MemorySegment small = pool.allocate(100, "a test");
        final MemorySegment large = pool.allocate(10 << 20, "a test");
        pool.close();
        assertThat(small.scope().isAlive()).isFalse();
        assertThat(large.scope().isAlive()).isFalse();
    }

    @Test
    void pieces_keep_what_they_hold_when_pages_are_to_be_of_another_size() {
        try (HostPool pool = new HostPool(PageSize.SMALL)) {
            final MemorySegment small = pool.allocate(100, "a test");
            final MemorySegment large = pool.allocate(10 << 20, "a test");
            small.fill((byte) 1);
            large.asSlice(5 << 20, 100).fill((byte) 2);

            pool.use(PageSize.HUGE);

            assertThat(small.get(ValueLayout.JAVA_BYTE, 99)).isEqualTo((byte) 1);
            assertThat(large.get(ValueLayout.JAVA_BYTE, 5 << 20)).isEqualTo((byte) 2);
            assertThat(large.get(ValueLayout.JAVA_BYTE, (10 << 20) - 1)).isZero();
        }
    }

    @Test
    void what_the_machine_does_not_have_is_refused_by_purpose_and_size() {
        try (HostPool pool = new HostPool(PageSize.HUGE)) {
            assertThatThrownBy(() -> pool.allocate(1L << 60, "a matrix"))
                    .isInstanceOf(CapacityException.class)
                    .hasMessageContaining("a matrix needs 1152921504606846976 bytes");
        }
    }
}
