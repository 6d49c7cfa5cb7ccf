// Cancels a batch in its middle with the official OpenAI package and shows what is kept. The input comes from memory. Exits 1
// unless every line has exactly one result.
//
//   OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=sk-argosy-… node cancel.mjs [MODEL]
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI, { toFile } from 'openai';

const LINES = 20_000;
const model = process.argv[2] ?? 'simulator';
const client = new OpenAI();

const lines = Array.from({ length: LINES }, (_, i) =>
  JSON.stringify({
    custom_id: `line-${i}`,
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model, max_tokens: 32, messages: [{ role: 'user', content: `Count to ${i}.` }] },
  }),
);
const file = await client.files.create({
  file: await toFile(Buffer.from(lines.join('\n')), 'in.jsonl'),
  purpose: 'batch',
});
let batch = await client.batches.create({
  input_file_id: file.id,
  endpoint: '/v1/chat/completions',
  completion_window: '24h',
});
while (batch.request_counts.completed === 0) {
  await sleep(100);
  batch = await client.batches.retrieve(batch.id);
}
batch = await client.batches.cancel(batch.id);
assert.equal(batch.status, 'cancelling');
while (batch.status === 'cancelling') {
  await sleep(250);
  batch = await client.batches.retrieve(batch.id);
}
assert.equal(batch.status, 'cancelled');
const { total, completed, failed } = batch.request_counts;
assert.equal(total, LINES);
assert.equal(completed + failed, total);

const seen = new Set();
for (const id of [batch.output_file_id, batch.error_file_id].filter(Boolean)) {
  const text = await (await client.files.content(id)).text();
  for (const line of text.split('\n').filter(Boolean)) {
    const { custom_id, error } = JSON.parse(line);
    assert.ok(!seen.has(custom_id), custom_id);
    assert.ok(error === null || error.code === 'batch_cancelled', line);
    seen.add(custom_id);
  }
}
assert.equal(seen.size, LINES);
console.error(`${batch.id} cancelled with ${completed} of ${total} done`);
