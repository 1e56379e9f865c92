"""How fast a server generates after a prompt, once it is warm.

usage: python3 rate.py URL PROMPT

PROMPT is a text file. It is asked six times to go on, greedily, for 256 tokens; the median of the
last four counts.
"""

import json
import statistics
import sys
import urllib.request


def main():
    url, prompt = sys.argv[1], open(sys.argv[2], encoding="utf-8").read()
    model = json.load(urllib.request.urlopen(url + "/v1/models"))["data"][0]["id"]
    body = json.dumps({"model": model, "prompt": prompt, "max_tokens": 256, "temperature": 0,
                       "ignore_eos": True}).encode()
    rates = []
    for _ in range(6):
        request = urllib.request.Request(url + "/v1/completions", body,
                                         {"Content-Type": "application/json"})
        timings = json.load(urllib.request.urlopen(request))["timings"]
        rates.append(timings["predicted_per_second"])
    print("%.1f tokens/s; guessed %d, right %d" % (
        statistics.median(rates[2:]), timings["draft_n"], timings["draft_n_accepted"]))


main()
