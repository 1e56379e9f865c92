// A conversation by the official client: what it understood, as one line of JSON.
// Arguments: the address of the API, a key, the model's name.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.CLIENT_FOLDER + "/");
const { default: OpenAI } = await import(pathToFileURL(require.resolve("openai")));

const [baseURL, apiKey, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const messages = [{ role: "user", content: "hello world" }];
const asked = { model, messages, max_tokens: 12, seed: 7, ignore_eos: true };
const found = {};

const plain = await client.chat.completions.create(asked);
found.plain = plain.choices[0].message.content;
found.finish = plain.choices[0].finish_reason;
found.usage = plain.usage.completion_tokens;
found.cached = plain.usage.prompt_tokens_details.cached_tokens >= 0;

found.streamed = "";
for await (const chunk of await client.chat.completions.create({
  ...asked,
  stream: true,
  stream_options: { include_usage: true },
})) {
  found.streamed += chunk.choices[0]?.delta?.content ?? "";
  found.streamed_usage = chunk.usage?.completion_tokens ?? found.streamed_usage;
}

const several = await client.chat.completions.create({ ...asked, n: 3 });
found.n = several.choices.map((choice) => choice.message.content);

const scored = await client.chat.completions.create({ ...asked, logprobs: true, top_logprobs: 2 });
found.logprobs = scored.choices[0].logprobs.content.map((token) => token.logprob);
found.top = scored.choices[0].logprobs.content.map((token) => token.top_logprobs.length);

const stop = found.plain.slice(3, 5);
const stopped = await client.chat.completions.create({ ...asked, stop: [stop] });
found.stopped = stopped.choices[0].message.content;
found.stop_finish = stopped.choices[0].finish_reason;

const followed = await client.chat.completions.create({
  model,
  max_tokens: 4,
  temperature: 0,
  messages: [
    ...messages,
    { role: "assistant", content: found.plain },
    { role: "user", content: "and then" },
  ],
});
found.turn = followed.choices[0].message.content;

const continued = await client.completions.create({
  model,
  prompt: "once upon a time",
  max_tokens: 6,
  temperature: 0,
});
found.continued = continued.choices[0].text;
found.models = [];
for await (const each of client.models.list()) found.models.push(each.id);

async function error(work) {
  try {
    await work();
    return null;
  } catch (failure) {
    return [failure.constructor.name, failure.status, failure.param ?? null, failure.code];
  }
}
found.bad_value = await error(() => client.chat.completions.create({ ...asked, temperature: -1 }));
found.bad_model = await error(() => client.chat.completions.create({ ...asked, model: "other" }));
found.bad_key = await error(() => client.withOptions({ apiKey: "wrong" }).models.list());
console.log(JSON.stringify(found));
