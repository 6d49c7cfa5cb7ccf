// Registers a webhook endpoint, sends it a sample, and prints each event whose signature is right until it is stopped.
// The server must reach it: on one machine that takes `webhooks: { allow-private-addresses: true }` in its configuration.
//
//   npm ci
//   OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=sk-argosy-… node webhook.mjs http://127.0.0.1:9000/ 9000
import http from 'node:http';
import OpenAI from 'openai';

const [url, port] = process.argv.slice(2);
if (!port) {
  console.error('usage: node webhook.mjs URL PORT');
  process.exit(2);
}
const client = new OpenAI();
const endpoint = { secret: '' };

const server = http.createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const event = await client.webhooks.unwrap(Buffer.concat(chunks).toString(), request.headers, endpoint.secret);
    response.writeHead(204).end();
    console.log(event.type, event.data.id, request.headers['webhook-id']); // the id tells repeats
  } catch (error) {
    response.writeHead(400).end();
    console.error(error.message);
  }
});
await new Promise((listening) => server.listen(Number(port), '127.0.0.1', listening));

const made = await client.webhooks.create({
  name: 'example',
  url,
  event_types: ['batch.completed', 'batch.failed', 'batch.expired', 'batch.cancelled'],
});
endpoint.secret = made.signing_secret;
process.on('SIGINT', async () => {
  await client.webhooks.delete(made.id);
  process.exit(0);
});
console.error('test:', await client.webhooks.test(made.id, { event_type: 'batch.completed' }));
