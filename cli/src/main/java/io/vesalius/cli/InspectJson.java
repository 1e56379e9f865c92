package io.vesalius.cli;

import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;
import io.vesalius.tensor.DType;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A model file as JSON. */
record InspectJson(
        GgufFile file, ModelMemory memory, Optional<DraftVocabulary> draft, boolean full) {
    /** Longer arrays show their first elements only. */
    private static final int SHOWN = 16;

    Json.Members members() {
        return Json.object()
                .put("path", file.path().toString())
                .put("format", "gguf")
                .put("version", file.version())
                .put("metadata", metadata())
                .put("tensors", file.tensors().stream().map(InspectJson::tensor).toList())
                .put("totals", totals())
                .put("memory", memoryMembers())
                .put("draft", draft.map(DraftVocabulary::members).orElse(null))
                .put("warnings", file.warnings());
    }

    private Json.Members metadata() {
        final Json.Members members = Json.object();
        for (final String key : file.metadata().keys()) {
            members.put(key, value(file.metadata().value(key)));
        }
        return members;
    }

    private Object value(final GgufValue value) {
        return switch (value) {
            case GgufValue.Whole whole -> whole.value();
            case GgufValue.Real(var type, double real) -> shortest(type, real);
            case GgufValue.Flag flag -> flag.value();
            case GgufValue.Text text -> text.value();
            case GgufValue.Wholes(var type, long[] values) ->
                    array(type.label(), values.length, Arrays.copyOf(values, shown(values.length)));
            case GgufValue.Reals(var type, double[] values) ->
                    array(type.label(), values.length, reals(type, values));
            case GgufValue.Texts(List<String> values) ->
                    array("string", values.size(), values.subList(0, shown(values.size())));
        };
    }

    private List<Number> reals(final GgufType type, final double[] values) {
        return Arrays.stream(values, 0, shown(values.length))
                .mapToObj(value -> shortest(type, value))
                .toList();
    }

    /**
     * A number of the file's precision, so that 0.00001f isn't shown as 0.000009999999747378752.
     */
    static Number shortest(final GgufType type, final double value) {
        return type == GgufType.FLOAT32 ? (Number) (float) value : (Number) value;
    }

    private int shown(final int length) {
        return full ? length : Math.min(length, SHOWN);
    }

    /** A short array as it is, of a long one what it is. */
    private Object array(final String type, final int length, final Object first) {
        return shown(length) == length
                ? first
                : Json.object().put("array_of", type).put("length", length).put("first", first);
    }

    private static Json.Members tensor(final GgufTensor tensor) {
        return Json.object()
                .put("name", tensor.name())
                .put("type", tensor.type().name())
                .put("shape", tensor.dims().reversed())
                .put("bytes", tensor.bytes());
    }

    private Json.Members totals() {
        final Map<DType, Long> types = new TreeMap<>();
        file.tensors().forEach(t -> types.merge(t.type(), t.bytes(), Math::addExact));
        final Json.Members bytes = Json.object();
        types.forEach((type, sum) -> bytes.put(type.name(), sum));
        return Json.object()
                .put("tensors", file.tensors().size())
                .put("parameters", parameters(file))
                .put("bytes", memory.weightBytes())
                .put("bytes_by_type", bytes);
    }

    /** Elements of all tensors. */
    static long parameters(final GgufFile file) {
        return file.tensors().stream()
                .mapToLong(t -> Math.multiplyExact(t.columns(), t.rows()))
                .sum();
    }

    private Json.Members memoryMembers() {
        final Json.Members members =
                Json.object()
                        .put("machine_bytes", memory.machineBytes())
                        .put("weight_bytes", memory.weightBytes())
                        .put("draft_weight_bytes", memory.draftWeightBytes())
                        .put("left_bytes", memory.leftBytes());
        if (!memory.unknown().isEmpty()) {
            return members.put("unknown", memory.unknown());
        }
        return members.put("context_length", memory.contextLength())
                .put("caches", memory.caches().stream().map(InspectJson::cache).toList());
    }

    private static Json.Members cache(final ModelMemory.Cache cache) {
        return Json.object()
                .put("type", cache.type().label())
                .put("bytes_per_token", cache.bytesPerToken())
                .put("windowed_bytes_per_token", cache.windowedBytesPerToken())
                .put("largest_context", cache.largestContext())
                .put("largest_batch", cache.largestBatch())
                .put("sequence_bytes", cache.sequenceBytes())
                .put("draft_bytes_per_token", cache.draftBytesPerToken());
    }
}
