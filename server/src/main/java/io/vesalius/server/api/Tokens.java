package io.vesalius.server.api;

import io.vesalius.Vesalius;
import io.vesalius.sampling.Choice;
import io.vesalius.sampling.TokenLogProb;
import io.vesalius.tokenizer.Tokenizer;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** Tokens and their log-probabilities as JSON. */
final class Tokens {
    /** What JSON has instead of minus infinity; OpenAI's choice. */
    private static final double IMPOSSIBLE = -9999;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Tokens() {}

    /** Of `/tokenize`. */
    static ObjectNode json(final Vesalius model, final int[] ids, final boolean pieces) {
        final ObjectNode json =
                JSON.objectNode()
                        .put("count", ids.length)
                        .put("max_model_len", model.contextLength());
        json.set("tokens", ids(ids));
        if (pieces) {
            final ArrayNode strings = json.putArray("token_strs");
            for (final int id : ids) {
                strings.add(model.tokenizer().piece(id));
            }
        }
        return json;
    }

    static ArrayNode ids(final int[] ids) {
        final ArrayNode array = JSON.arrayNode(ids.length);
        for (final int id : ids) {
            array.add(id);
        }
        return array;
    }

    /** In the chat's form: `{"content": [{"token", "logprob", "bytes", "top_logprobs"}]}`. */
    static ObjectNode chatLogProbs(final Tokenizer tokenizer, final List<Choice> tokens) {
        final ObjectNode json = JSON.objectNode();
        final ArrayNode content = json.putArray("content");
        for (final Choice token : tokens) {
            final ObjectNode entry = content.addObject();
            entry(entry, tokenizer, token.id(), token.logProb());
            final ArrayNode top = entry.putArray("top_logprobs");
            for (final TokenLogProb likely : token.top()) {
                entry(top.addObject(), tokenizer, likely.id(), likely.logProb());
            }
        }
        json.putNull("refusal");
        return json;
    }

    private static void entry(
            final ObjectNode entry, final Tokenizer tokenizer, final int id, final double logProb) {
        entry.put("token", tokenizer.piece(id)).put("logprob", finite(logProb));
        final ArrayNode bytes = entry.putArray("bytes");
        for (final byte each : tokenizer.bytes(id)) {
            bytes.add(each & 0xff);
        }
    }

    /**
     * In the form of completions: four arrays.
     *
     * @param offset characters of the answer before the first of these tokens
     */
    static ObjectNode completionLogProbs(
            final Tokenizer tokenizer, final List<Choice> tokens, final int offset) {
        final ObjectNode json = JSON.objectNode();
        final ArrayNode offsets = json.putArray("text_offset");
        final ArrayNode logProbs = json.putArray("token_logprobs");
        final ArrayNode pieces = json.putArray("tokens");
        final ArrayNode tops = json.putArray("top_logprobs");
        int at = offset;
        for (final Choice token : tokens) {
            final String piece = tokenizer.piece(token.id());
            offsets.add(at);
            at += piece.length();
            logProbs.add(finite(token.logProb()));
            pieces.add(piece);
            final ObjectNode top = tops.addObject();
            token.top()
                    .forEach(each -> top.put(tokenizer.piece(each.id()), finite(each.logProb())));
        }
        return json;
    }

    private static double finite(final double logProb) {
        return Double.isFinite(logProb) ? logProb : IMPOSSIBLE;
    }
}
