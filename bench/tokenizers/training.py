"""Times training here beside Hugging Face's tokenizers and SentencePiece, on all cores."""

import argparse
import json
import os
import tempfile

import sentencepiece
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from engine import Engine, median, seconds

SENTENCE_PIECE = {"sentencepiece-bpe": "bpe", "unigram": "unigram"}


def hugging_face(kind, size):
    common = {"vocab_size": size, "show_progress": False}
    if kind == "bpe":
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(min_frequency=2, initial_alphabet=alphabet, **common)
    elif kind == "wordpiece":
        tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = trainers.WordPieceTrainer(min_frequency=2, special_tokens=["[UNK]"], **common)
    elif kind == "sentencepiece-bpe":
        tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
        tokenizer.normalizer = normalizers.NFKC()
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        trainer = trainers.BpeTrainer(min_frequency=2, special_tokens=["<unk>"], **common)
    else:
        tokenizer = Tokenizer(models.Unigram())
        tokenizer.normalizer = normalizers.NFKC()
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        trainer = trainers.UnigramTrainer(unk_token="<unk>", special_tokens=["<unk>"], **common)
    return tokenizer, trainer


def whole_merges(size, files):
    """Hugging Face's merges of whole texts: of files it takes each line as a text of its own."""
    tokenizer, trainer = hugging_face("bpe", size)
    tokenizer.train_from_iterator((open(f, newline="", encoding="utf-8").read() for f in files), trainer)
    return json.loads(tokenizer.to_str())["model"]["merges"]


def sentence_piece(kind, size, files, folder):
    return seconds(
        lambda: sentencepiece.SentencePieceTrainer.train(
            input=",".join(files),
            model_prefix=folder + "/sentencepiece",
            model_type=SENTENCE_PIECE[kind],
            vocab_size=size,
            byte_fallback=True,
            num_threads=os.cpu_count(),
            max_sentence_length=100_000,
            minloglevel=3,
        )
    )[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", nargs="+", default=["bpe"])
    parser.add_argument("--vocab-size", type=int, required=True)
    parser.add_argument("--text", nargs="+", required=True)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    engine = Engine()
    with tempfile.TemporaryDirectory() as folder:
        out = folder + "/tokenizer.json"
        for kind in options.kind:
            task = ("train", kind, options.vocab_size, out, *options.text)
            cold = float(engine.ask(*task)[0])
            ours, theirs, third = [], [], []
            for _ in range(options.repeats):
                tokenizer, trainer = hugging_face(kind, options.vocab_size)
                theirs.append(seconds(lambda: tokenizer.train(options.text, trainer))[0])
                if kind in SENTENCE_PIECE:
                    third.append(sentence_piece(kind, options.vocab_size, options.text, folder))
                ours.append(float(engine.ask(*task)[0]))
            line = f"{kind}: {median(ours):.3f} s (the first {cold:.2f}), Hugging Face {median(theirs):.3f}"
            if third:
                line += f", SentencePiece {median(third):.3f}"
            if kind == "bpe":
                with open(out, encoding="utf-8") as file:
                    merges = json.load(file)["model"]["merges"]
                equal = merges == whole_merges(options.vocab_size, options.text)
                line += f"; merges {'the same' if equal else 'DIFFERENT'}"
            print(line, flush=True)


if __name__ == "__main__":
    main()
