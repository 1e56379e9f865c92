package io.vesalius.cli;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The engine's parameters as the command line spells them. */
final class OptionNames {
    private static final Map<String, String> OTHERWISE =
            Map.ofEntries(
                    Map.entry("beam_width", "--beam"),
                    Map.entry("dry_sequence_breakers", "--dry-breaker"),
                    Map.entry("n", "--choices"),
                    Map.entry("samplers", "--order"),
                    Map.entry("stop_token_ids", "--stop-token"),
                    Map.entry("top_logprobs", "--log-probs"),
                    Map.entry("typical_p", "--typical"));

    private static final Set<String> ALIKE =
            Set.of(
                    "batch",
                    "cache_type",
                    "character_coverage",
                    "clients",
                    "clip",
                    "context",
                    "cooldown",
                    "decay",
                    "draft",
                    "draft_tokens",
                    "dry_allowed_length",
                    "dry_base",
                    "dry_last_n",
                    "dry_multiplier",
                    "every",
                    "feed_forward",
                    "floor",
                    "frequency_penalty",
                    "head_dim",
                    "heads",
                    "heavy_pages",
                    "held_bytes",
                    "hidden",
                    "host",
                    "idle_timeout",
                    "ids",
                    "kernels",
                    "kl_temperature",
                    "kv_heads",
                    "layers",
                    "length_penalty",
                    "logit_bias",
                    "lossless",
                    "max_body",
                    "max_connections",
                    "max_header_bytes",
                    "max_headers",
                    "max_json_depth",
                    "max_logit_bias",
                    "max_logprobs",
                    "max_n",
                    "max_piece_length",
                    "max_stop",
                    "max_tokens",
                    "memory",
                    "min_frequency",
                    "min_p",
                    "min_tokens",
                    "mirostat_eta",
                    "mirostat_tau",
                    "model",
                    "n_best",
                    "penalty_last_n",
                    "presence_penalty",
                    "prompt_lookup",
                    "prompt_words",
                    "rate",
                    "receive_timeout",
                    "recent",
                    "recent_pages",
                    "repetition_penalty",
                    "requests",
                    "seed",
                    "seed_pieces",
                    "sinks",
                    "sparse_pages",
                    "special",
                    "steps",
                    "stop",
                    "teacher_share",
                    "temperature",
                    "temperatures",
                    "text_bytes",
                    "top_k",
                    "top_p",
                    "vocab",
                    "vocab_size",
                    "warmup",
                    "window",
                    "write_timeout",
                    "xtc_probability",
                    "xtc_threshold");

    private OptionNames() {}

    /** The option that sets a parameter; empty for what is no option, such as the prompt. */
    static Optional<String> of(final String parameter) {
        return ALIKE.contains(parameter)
                ? Optional.of("--" + parameter.replace('_', '-'))
                : Optional.ofNullable(OTHERWISE.get(parameter));
    }
}
