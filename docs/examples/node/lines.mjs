// What Argosy does beyond OpenAI's API, with the official OpenAI package and nothing else: requests in the call itself, results
// while they come, and running again what failed. Exits 1 unless each request ends with exactly one last word.
//
//   OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=sk-argosy-… node lines.mjs [MODEL]
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';

const LINES = 100;
const model = process.argv[2] ?? 'simulator';
const client = new OpenAI();

// Every tenth request asks for what no model takes, and fails.
const requests = Array.from({ length: LINES }, (_, i) => ({
  custom_id: `line-${i}`,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model, max_tokens: i % 10 ? 16 : 'many', messages: [{ role: 'user', content: `Count to ${i}.` }] },
}));
const batch = await client.post('/batches', {
  body: { requests, endpoint: '/v1/chat/completions', completion_window: '24h', priority: 'high' },
});
console.error(`${batch.id} has ${requests.length} requests in ${batch.input_file_id}`);

const seen = new Map();
const ended = ['completed', 'failed', 'expired', 'cancelled'];
for (let after, page; !page || page.has_more || !ended.includes(page.status); ) {
  page = await client.get(`/batches/${batch.id}/results`, { query: { limit: 40, ...(after && { after }) } });
  for (const line of page.data) {
    assert.ok(!seen.has(line.custom_id), `${line.custom_id} came twice`);
    seen.set(line.custom_id, line.response.status_code);
  }
  after = page.last_id ?? after;
  if (!page.has_more) {
    await sleep(100);
  }
}
assert.equal(seen.size, LINES);
console.error(`${[...seen.values()].filter((status) => status === 400).length} of ${seen.size} lines failed`);

let retry = await client.post(`/batches/${batch.id}/retry`, { body: { error_codes: ['400'] } });
while (!ended.includes(retry.status)) {
  await sleep(100);
  retry = await client.batches.retrieve(retry.id);
}
assert.equal(retry.argosy.parent, batch.id);
assert.equal(retry.request_counts.total, LINES / 10);

const merged = await (await client.get(`/batches/${batch.id}/merged`, { __binaryResponse: true })).text();
const last = merged.split('\n').filter(Boolean).map((line) => JSON.parse(line).custom_id);
assert.equal(last.length, LINES);
assert.equal(new Set(last).size, LINES);
console.error(`${retry.id} ran ${retry.request_counts.total} of them again`);
