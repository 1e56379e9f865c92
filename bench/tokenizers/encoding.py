"""Times encoding here beside tiktoken (GGUF vocabularies) and Hugging Face (tokenizer.json)."""

import argparse

from engine import Engine, median, seconds

BATCH_CHARACTERS = 4000

# tiktoken's own patterns, with possessive quantifiers, which are its fastest
PATTERNS = {
    "gpt-2": r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s",
    "llama-bpe": r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+"
    r"| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
}


def byte_alphabet():
    """The characters that stand for bytes in byte-level vocabularies."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [value for value in range(256) if value not in printable]
    alphabet = {chr(value): value for value in printable}
    alphabet.update({chr(256 + i): value for i, value in enumerate(others)})
    return alphabet


def tiktoken_of(path):
    import gguf
    import tiktoken

    fields = gguf.GGUFReader(path).fields

    def strings(key):
        return [bytes(fields[key].parts[i]).decode() for i in fields[key].data]

    def numbers(key):
        return [int(fields[key].parts[i][0]) for i in fields[key].data]

    alphabet = byte_alphabet()
    tokens = zip(strings("tokenizer.ggml.tokens"), numbers("tokenizer.ggml.token_type"))
    ranks = {
        bytes(alphabet[character] for character in token): rank
        for rank, (token, kind) in enumerate(tokens)
        if kind == 1
    }
    pattern = PATTERNS[strings("tokenizer.ggml.pre")[0]]
    encoding = tiktoken.Encoding("gguf", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    return "tiktoken", encoding.encode_ordinary, encoding.encode_ordinary_batch


def hugging_face_of(path):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(path)
    return (
        "Hugging Face",
        lambda text: tokenizer.encode(text, add_special_tokens=False).ids,
        lambda texts: tokenizer.encode_batch_fast(texts, add_special_tokens=False),
    )


def java_hash(ids):
    value = 1
    for identifier in ids:
        value = (31 * value + identifier) & 0xFFFFFFFF
    return value - (1 << 32) if value >> 31 else value


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vocabulary", nargs="+", required=True)
    parser.add_argument("--text", nargs="+", required=True)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    engine = Engine()
    for vocabulary in options.vocabulary:
        peer = hugging_face_of if vocabulary.endswith(".json") else tiktoken_of
        name, encode, encode_batch = peer(vocabulary)
        for file in options.text:
            text = open(file, newline="", encoding="utf-8").read()
            size = len(text.encode()) / 1e6
            parts = [text[i : i + BATCH_CHARACTERS] for i in range(0, len(text), BATCH_CHARACTERS)]
            ids = encode(text)
            found = engine.ask("encode", vocabulary, file, max(2, int(10 / size)))
            same = int(found[0]) == len(ids) and int(found[1]) == java_hash(ids)
            engine.ask("batch", vocabulary, file, 2)
            ours, theirs, our_batch, their_batch = [], [], [], []
            for _ in range(options.repeats):
                theirs.append(seconds(lambda: encode(text))[0])
                ours.append(float(engine.ask("encode", vocabulary, file, 1)[2]))
                their_batch.append(seconds(lambda: encode_batch(parts))[0])
                our_batch.append(float(engine.ask("batch", vocabulary, file, 1)[0]))
            print(
                f"{vocabulary} {file} {size:.2f} MB, {len(ids)} ids, "
                f"{'the same' if same else 'DIFFERENT'}; "
                f"one thread {size / median(ours):.1f} MB/s, {name} {size / median(theirs):.1f}; "
                f"batch {size / median(our_batch):.1f} MB/s, {name} {size / median(their_batch):.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
