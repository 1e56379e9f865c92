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
                    "cache_type",
                    "character_coverage",
                    "context",
                    "dry_allowed_length",
                    "dry_base",
                    "dry_last_n",
                    "dry_multiplier",
                    "feed_forward",
                    "frequency_penalty",
                    "head_dim",
                    "heads",
                    "hidden",
                    "ids",
                    "kernels",
                    "kv_heads",
                    "layers",
                    "length_penalty",
                    "logit_bias",
                    "lossless",
                    "max_piece_length",
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
                    "repetition_penalty",
                    "seed",
                    "special",
                    "stop",
                    "temperature",
                    "top_k",
                    "top_p",
                    "vocab_size",
                    "window",
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
