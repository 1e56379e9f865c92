"""How many tokens a text takes in a tokenizer.json, and with Unigram's scores how probable a character is."""

import argparse
import json
import subprocess
from pathlib import Path

LAUNCHER = Path(__file__).resolve().parents[2] / "vesalius"


def ids(tokenizer, text):
    command = [LAUNCHER, "tokenize", "-m", tokenizer, "--json", "-"]
    out = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, check=True).stdout
    return json.loads(out)["ids"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tokenizer")
    parser.add_argument("text")
    options = parser.parse_args()
    text = Path(options.text).read_text(encoding="utf-8")
    model = json.loads(Path(options.tokenizer).read_text(encoding="utf-8"))["model"]
    found = ids(options.tokenizer, text)
    line = f"{len(found)} tokens"
    if model["type"] == "Unigram":
        score = sum(model["vocab"][token][1] for token in found)
        line += f", log-probability of a character {score / len(text):.4f}"
    print(line)


if __name__ == "__main__":
    main()
