// The official JavaScript client, unchanged, against a gateway. Prints what it got as one JSON object.
//   node scenarios.mjs GATEWAY_BASE_URL SANDBOX_URL
import OpenAI from "openai";

const [baseURL, sandbox] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "any", maxRetries: 0, timeout: 20_000 });
const said = "Write to alice.liddell@example.org about DE89370400440532013000, please.";
const messages = [{ role: "user", content: said }];
const properties = { email: { type: "string" }, iban: { type: "string" } };
const schema = { type: "object", properties, required: ["email", "iban"], additionalProperties: false };
const tools = [{ type: "function", function: { name: "refund", description: "Pays back.", parameters: schema } }];

const json = { "content-type": "application/json" };
const script = (...steps) => fetch(`${sandbox}/script`, { method: "POST", headers: json, body: JSON.stringify(steps) });

async function failure(asking) {
  try {
    await asking;
    return { name: "none" };
  } catch (error) {
    const { status, code, type, param, message } = error;
    return { name: error.constructor.name, status, code, type, param, message, retryAfter: error.headers?.get?.("retry-after") };
  }
}

const scenarios = {
  async unary() {
    const { data, response } = await client.chat.completions.create({ model: "echo", messages }).withResponse();
    return { answer: data, crossed: response.headers.get("x-isthmus-crossed") };
  },

  async several() {
    const answer = await client.chat.completions.create({ model: "echo", messages, n: 2 });
    return answer.choices.map((choice) => choice.message.content);
  },

  async stream() {
    await script({ match: "sandbox-echo", style: "echo", chunk: 3 });
    const options = { model: "echo", messages, stream: true, stream_options: { include_usage: true } };
    const stream = await client.chat.completions.create(options);
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    return {
      text: chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join(""),
      roles: chunks.map((chunk) => chunk.choices[0]?.delta.role).filter(Boolean),
      finishes: chunks.map((chunk) => chunk.choices[0]?.finish_reason).filter(Boolean),
      usage: chunks.at(-1).usage,
    };
  },

  async tools() {
    const answer = await client.chat.completions.create({ model: "chat", messages, tools });
    const call = answer.choices[0].message;
    const result = { role: "tool", tool_call_id: call.tool_calls[0].id, content: "paid to DE89370400440532013000" };
    const next = await client.chat.completions.create({ model: "chat", messages: [...messages, call, result], tools });
    return { calls: call.tool_calls, finish: answer.choices[0].finish_reason, next: next.choices[0].message.content };
  },

  async streamedTools() {
    await script({ chunk: 2 });
    const runner = client.chat.completions.stream({ model: "chat", messages, tools });
    return (await runner.finalChatCompletion()).choices[0].message.tool_calls;
  },

  async structured() {
    const response_format = { type: "json_schema", json_schema: { name: "contact", strict: true, schema } };
    const answer = await client.chat.completions.create({ model: "chat", messages, response_format });
    return JSON.parse(answer.choices[0].message.content);
  },

  async errors() {
    const ask = (more, options) => client.chat.completions.create({ model: "chat", messages, ...more }, options);
    await script({ status: 429, retry_after: "7" });
    const limited = await failure(ask({}));
    const broken = await failure(
      (async () => {
        await script({ chunk: 1, pace: 0.03, fail_after: 12 });
        for await (const _ of await ask({ stream: true }));
      })(),
    );
    return {
      limited,
      broken,
      unknown: await failure(ask({ model: "gpt-9" })),
      wrong: await failure(ask({ n: "two" })),
      denied: await failure(ask({}, { headers: { "x-isthmus-level": "restricted" } })),
    };
  },

  async models() {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    return ids;
  },

  // The last, so that the test finds it as the last that the sandbox saw.
  async abort() {
    await script({ text: "x".repeat(20_000), chunk: 20, pace: 0.01 });
    const { data: stream, response } = await client.chat.completions.create({ model: "chat", messages, stream: true }).withResponse();
    for await (const _ of stream) break;
    stream.controller.abort();
    return response.headers.get("x-isthmus-request-id");
  },
};

const results = {};
for (const [name, run] of Object.entries(scenarios)) {
  try {
    results[name] = await run();
  } catch (error) {
    results[name] = { failed: String(error) };
  }
}
console.log(JSON.stringify(results));
process.exit(0);
