// A batch from upload to results with the official OpenAI package. Prints what came of each line; exits 1 unless every
// line of the input has exactly one.
//
//   npm ci
//   OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=sk-argosy-… node batch.mjs ../embeddings.jsonl
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';

const input = process.argv[2];
if (!input) {
  console.error('usage: node batch.mjs INPUT.jsonl');
  process.exit(2);
}
const requests = fs.readFileSync(input, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const client = new OpenAI();

const file = await client.files.create({ file: fs.createReadStream(input), purpose: 'batch' });
let batch = await client.batches.create({
  input_file_id: file.id,
  endpoint: requests[0].url,
  completion_window: '24h',
});
console.error(`${batch.id} ${batch.status}`);
const ended = ['completed', 'failed', 'expired', 'cancelled'];
while (!ended.includes(batch.status)) {
  await sleep(250);
  batch = await client.batches.retrieve(batch.id);
}
console.error(`${batch.id} ${batch.status} ${JSON.stringify(batch.request_counts)}`);

const seen = new Map();
for (const id of [batch.output_file_id, batch.error_file_id].filter(Boolean)) {
  const text = await (await client.files.content(id)).text();
  for (const line of text.split('\n').filter(Boolean)) {
    const { custom_id, response, error } = JSON.parse(line);
    seen.set(custom_id, (seen.get(custom_id) ?? 0) + 1);
    console.log(`${custom_id} ${response?.status_code ?? error.code}`);
  }
}
const wrong = requests.filter((request) => seen.get(request.custom_id) !== 1);
if (batch.status !== 'completed' || wrong.length > 0 || seen.size !== requests.length) {
  console.error(`${wrong.length} of ${requests.length} lines do not have exactly one result`);
  process.exit(1);
}
