import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, RequestFailed } from '../generated/client.mjs';
import type { NewOrder } from '../generated/models/index.mjs';

const price = { amount: 1250, currency: 'EUR' } as const;
const order: NewOrder = { customerId: 'c 1', lines: [{ product: { id: 'p1', name: 'Pen', price }, quantity: 2 }] };

test('a query is part of the address', async () => {
  const { client, requests } = clientThatGets(200, { orders: [] });
  const page = await client.listOrders({ status: 'paid', limit: 5 });
  assert.deepEqual(page.orders, []);
  assert.deepEqual(requests, ['GET https://shop.example/api/orders?status=paid&limit=5 ']);
});

test('a body is sent as JSON', async () => {
  const { client, requests } = clientThatGets(201, { ...order, id: 'o1' });
  assert.equal((await client.createOrder(order)).id, 'o1');
  assert.deepEqual(requests, [`POST https://shop.example/api/orders ${JSON.stringify(order)}`]);
});

test('a parameter in the path is encoded, and an answer may be empty', async () => {
  const { client, requests } = clientThatGets(204, undefined);
  assert.equal(await client.cancelOrder('a/b'), undefined);
  assert.deepEqual(requests, ['DELETE https://shop.example/api/orders/a%2Fb ']);
});

test('an answer that says no is an error', async () => {
  const { client } = clientThatGets(404, { title: 'no such order' });
  await assert.rejects(client.getOrder('o1'), (error) => error instanceof RequestFailed && error.status === 404);
});

function clientThatGets(status: number, answer: unknown) {
  const requests: string[] = [];
  const client = createClient('https://shop.example/api', async (url, init) => {
    requests.push(`${init?.method} ${String(url)} ${String(init?.body ?? '')}`);
    return new Response(answer === undefined ? null : JSON.stringify(answer), { status });
  });
  return { client, requests };
}
