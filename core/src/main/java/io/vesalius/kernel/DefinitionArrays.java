package io.vesalius.kernel;

/** The verbs of training on arrays. */
final class DefinitionArrays {
    private DefinitionArrays() {}

    static void accumulate(final PanelProduct p) {
        for (int row = 0; row < p.rows(); row++) {
            for (int j = 0; j < PanelProduct.WIDTH; j++) {
                final int at = p.cAt() + row * p.cStep() + j;
                float acc = p.c()[at];
                for (int k = 0; k < p.columns(); k++) {
                    final float x = p.a()[p.aAt() + row * p.rowStep() + k * p.columnStep()];
                    final float y = p.panel()[p.panelAt() + k * PanelProduct.WIDTH + j];
                    acc = Math.fma(x, y, acc);
                }
                p.c()[at] = acc;
            }
        }
    }

    static void exp(final float[] x, final int at, final int count) {
        for (int i = at; i < at + count; i++) {
            x[i] = Functions.exp(x[i]);
        }
    }
}
