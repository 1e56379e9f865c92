package io.vesalius.vector;

import io.vesalius.kernel.Functions;
import io.vesalius.kernel.PanelProduct;

import jdk.incubator.vector.FloatVector;

/** The verbs of training, on arrays. */
final class Panels {
    private static final int L = Lanes.COUNT;

    private Panels() {}

    static void accumulate(final PanelProduct p) {
        for (int part = 0; part < Lanes.PARTS; part++) {
            int row = 0;
            for (; row + 4 <= p.rows(); row += 4) {
                four(p, row, part * L);
            }
            for (; row < p.rows(); row++) {
                one(p, row, part * L);
            }
        }
    }

    private static void one(final PanelProduct p, final int row, final int lane) {
        final float[] a = p.a();
        final float[] panel = p.panel();
        final int cAt = p.cAt() + row * p.cStep() + lane;
        FloatVector acc = FloatVector.fromArray(Lanes.FLOAT, p.c(), cAt);
        int at = p.aAt() + row * p.rowStep();
        int panelAt = p.panelAt() + lane;
        for (int k = 0; k < p.columns(); k++) {
            acc =
                    FloatVector.fromArray(Lanes.FLOAT, panel, panelAt)
                            .fma(FloatVector.broadcast(Lanes.FLOAT, a[at]), acc);
            at += p.columnStep();
            panelAt += PanelProduct.WIDTH;
        }
        acc.intoArray(p.c(), cAt);
    }

    private static void four(final PanelProduct p, final int row, final int lane) {
        final float[] a = p.a();
        final float[] panel = p.panel();
        final float[] c = p.c();
        final int c0 = p.cAt() + row * p.cStep() + lane;
        final int c1 = c0 + p.cStep();
        final int c2 = c1 + p.cStep();
        final int c3 = c2 + p.cStep();
        FloatVector acc0 = FloatVector.fromArray(Lanes.FLOAT, c, c0);
        FloatVector acc1 = FloatVector.fromArray(Lanes.FLOAT, c, c1);
        FloatVector acc2 = FloatVector.fromArray(Lanes.FLOAT, c, c2);
        FloatVector acc3 = FloatVector.fromArray(Lanes.FLOAT, c, c3);
        final int step = p.rowStep();
        int at = p.aAt() + row * step;
        int panelAt = p.panelAt() + lane;
        for (int k = 0; k < p.columns(); k++) {
            final FloatVector w = FloatVector.fromArray(Lanes.FLOAT, panel, panelAt);
            acc0 = w.fma(FloatVector.broadcast(Lanes.FLOAT, a[at]), acc0);
            acc1 = w.fma(FloatVector.broadcast(Lanes.FLOAT, a[at + step]), acc1);
            acc2 = w.fma(FloatVector.broadcast(Lanes.FLOAT, a[at + 2 * step]), acc2);
            acc3 = w.fma(FloatVector.broadcast(Lanes.FLOAT, a[at + 3 * step]), acc3);
            at += p.columnStep();
            panelAt += PanelProduct.WIDTH;
        }
        acc0.intoArray(c, c0);
        acc1.intoArray(c, c1);
        acc2.intoArray(c, c2);
        acc3.intoArray(c, c3);
    }

    static void exp(final float[] x, final int from, final int count) {
        int i = from;
        for (; i + L <= from + count; i += L) {
            VectorFunctions.exp(FloatVector.fromArray(Lanes.FLOAT, x, i)).intoArray(x, i);
        }
        for (; i < from + count; i++) {
            x[i] = Functions.exp(x[i]);
        }
    }
}
