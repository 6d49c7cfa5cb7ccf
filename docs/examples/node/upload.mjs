// A file that comes in parts with the official OpenAI package, then a batch of it, its results, and what is listed. Exits
// 1 unless every line of the input has exactly one result.
//
//   OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=sk-argosy-… node upload.mjs ../embeddings.jsonl
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI, { NotFoundError, toFile } from 'openai';

const input = process.argv[2];
if (!input) {
  console.error('usage: node upload.mjs INPUT.jsonl');
  process.exit(2);
}
const bytes = fs.readFileSync(input);
const requests = bytes.toString('utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const client = new OpenAI();

// The upload: its parts may be sent at once and may end in the middle of a line.
const upload = await client.uploads.create({
  bytes: bytes.length,
  filename: 'in.jsonl',
  mime_type: 'application/jsonl',
  purpose: 'batch',
});
const half = Math.floor(bytes.length / 2);
const parts = await Promise.all(
  [bytes.subarray(0, half), bytes.subarray(half)].map(async (piece) =>
    client.uploads.parts.create(upload.id, { data: await toFile(piece, 'part') }),
  ),
);
const completed = await client.uploads.complete(upload.id, {
  part_ids: parts.map((part) => part.id),
  md5: crypto.createHash('md5').update(bytes).digest('hex'),
});
const file = completed.file;
console.error(`${upload.id} is ${file.id}`);

let batch = await client.batches.create(
  { input_file_id: file.id, endpoint: requests[0].url, completion_window: '24h', metadata: { example: 'upload' } },
  { headers: { 'Idempotency-Key': crypto.randomUUID() } },
);
while (!['completed', 'failed', 'expired', 'cancelled'].includes(batch.status)) {
  await sleep(250);
  batch = await client.batches.retrieve(batch.id);
}
assert.equal(batch.status, 'completed', JSON.stringify(batch.errors));
const output = await (await client.files.content(batch.output_file_id)).text();
const answered = output.split('\n').filter(Boolean).map((line) => JSON.parse(line).custom_id);
assert.deepEqual(answered.sort(), requests.map((request) => request.custom_id).sort());

// Lists go on by themselves, page by page.
const batches = [];
for await (const listed of client.batches.list({ limit: 1 })) batches.push(listed.id);
assert.ok(batches.includes(batch.id));
const files = [];
for await (const listed of client.files.list({ limit: 2, order: 'asc' })) files.push(listed.id);
assert.ok(files.includes(file.id) && files.includes(batch.output_file_id));
for await (const model of client.models.list()) {
  assert.equal((await client.models.retrieve(model.id)).id, model.id);
}

await client.files.delete(file.id);
await assert.rejects(client.files.retrieve(file.id), NotFoundError);
console.error(`${batch.id} completed ${JSON.stringify(batch.request_counts)}`);
