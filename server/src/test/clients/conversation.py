"""A conversation by the official client: what it understood, as one line of JSON.

Arguments: the address of the API, a key, the model's name.
"""

import json
import sys

import openai

url, key, model = sys.argv[1:]
client = openai.OpenAI(base_url=url, api_key=key, max_retries=0)
messages = [{"role": "user", "content": "hello world"}]
asked = {"model": model, "messages": messages, "max_tokens": 12, "seed": 7, "extra_body": {"ignore_eos": True}}
found = {}

plain = client.chat.completions.create(**asked)
found["plain"] = plain.choices[0].message.content
found["finish"] = plain.choices[0].finish_reason
found["usage"] = plain.usage.completion_tokens
found["cached"] = plain.usage.prompt_tokens_details.cached_tokens >= 0

streamed, usage = "", None
for chunk in client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}):
    if chunk.choices:
        streamed += chunk.choices[0].delta.content or ""
    usage = chunk.usage or usage
found["streamed"] = streamed
found["streamed_usage"] = usage.completion_tokens

several = client.chat.completions.create(**asked, n=3)
found["n"] = [choice.message.content for choice in several.choices]

scored = client.chat.completions.create(**asked, logprobs=True, top_logprobs=2)
found["logprobs"] = [token.logprob for token in scored.choices[0].logprobs.content]
found["top"] = [len(token.top_logprobs) for token in scored.choices[0].logprobs.content]

stop = found["plain"][3:5]
stopped = client.chat.completions.create(**asked, stop=[stop])
found["stopped"] = stopped.choices[0].message.content
found["stop_finish"] = stopped.choices[0].finish_reason

followed = client.chat.completions.create(
    model=model,
    max_tokens=4,
    temperature=0,
    messages=messages + [{"role": "assistant", "content": found["plain"]}, {"role": "user", "content": "and then"}],
)
found["turn"] = followed.choices[0].message.content

continued = client.completions.create(model=model, prompt="once upon a time", max_tokens=6, temperature=0)
found["continued"] = continued.choices[0].text
found["models"] = [each.id for each in client.models.list()]


def error(work):
    try:
        work()
        return None
    except openai.APIStatusError as failure:
        return [type(failure).__name__, failure.status_code, failure.param, failure.code]


found["bad_value"] = error(lambda: client.chat.completions.create(**asked, temperature=-1))
found["bad_model"] = error(lambda: client.chat.completions.create(**{**asked, "model": "other"}))
found["bad_key"] = error(lambda: client.with_options(api_key="wrong").models.list())
print(json.dumps(found))
