"""How much sooner a chat's second message is answered than its first, which is long.

usage: python3 turns.py URL TEXT [WORDS]

TEXT is a file of at least four times as many words as a first message has (1480 unless said). The
server must have seen none of it.
"""

import json
import sys
import time
import urllib.request


def ask(url, model, messages):
    """Answers with the seconds to the first token, the text, and the usage."""
    body = {"model": model, "messages": messages, "max_tokens": 32, "temperature": 0,
            "stream": True, "stream_options": {"include_usage": True}}
    request = urllib.request.Request(url + "/v1/chat/completions", json.dumps(body).encode(),
                                     {"Content-Type": "application/json"})
    start = time.perf_counter()
    first, text, usage = None, "", None
    for line in urllib.request.urlopen(request):
        if not line.startswith(b"data: {"):
            continue
        chunk = json.loads(line[6:])
        usage = chunk.get("usage") or usage
        content = chunk["choices"] and chunk["choices"][0]["delta"].get("content")
        if content:
            first = first or time.perf_counter() - start
            text += content
    return first, text, usage


def main():
    url, words = sys.argv[1], open(sys.argv[2], encoding="utf-8").read().split()
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 1480
    model = json.load(urllib.request.urlopen(url + "/v1/models"))["data"][0]["id"]
    ask(url, model, [{"role": "user", "content": "Hello, how are you today?"}])
    for chat in range(4):
        part = " ".join(words[chat * count:(chat + 1) * count])
        messages = [{"role": "user", "content": part + "\n\nWhat is this text about?"}]
        first, answer, usage = ask(url, model, messages)
        messages += [{"role": "assistant", "content": answer},
                     {"role": "user", "content": "And who wrote it?"}]
        second, _, later = ask(url, model, messages)
        cached = later["prompt_tokens_details"]["cached_tokens"]
        print("first: %d tokens, %.0f ms; second: %d tokens, %d of them cached, %.0f ms; %.1fx" % (
            usage["prompt_tokens"], 1e3 * first, later["prompt_tokens"], cached, 1e3 * second,
            first / second))


main()
