import assert from 'node:assert/strict';
import test from 'node:test';
import { Client } from './generated/client.mjs';

/** Answers every request with the same, and keeps what was asked. */
function server(status, body) {
  const asked = [];
  const fetch = async (url, { method, body: sent }) => {
    asked.push(`${method} ${url}${sent === undefined ? '' : ` ${sent}`}`);
    return new Response(body === undefined ? null : JSON.stringify(body), { status });
  };
  return { asked, client: new Client('http://here', fetch) };
}

test('parameters stand in the path and in the query', async () => {
  const { asked, client } = server(200, { books: [], total: 0 });
  assert.deepEqual(await client.listBooks({ genre: 'poetry' }), { books: [], total: 0 });
  await client.getBook({ isbn: 'a/b' });
  assert.deepEqual(asked, ['GET http://here/books?genre=poetry', 'GET http://here/books/a%2Fb']);
});

test('a body is sent as JSON', async () => {
  const book = { isbn: '1', title: 'One', authors: [{ name: 'A' }] };
  const { asked, client } = server(201, { ...book, number: 1, copies: 1 });
  assert.equal((await client.addBook(book)).number, 1);
  assert.deepEqual(asked, [`POST http://here/books ${JSON.stringify(book)}`]);
});

test('what has no content gives nothing', async () => {
  const { client } = server(204);
  assert.equal(await client.endLoan({ id: 7 }), undefined);
});

test('an answer that is no success is an error', async () => {
  const { client } = server(404, {});
  await assert.rejects(client.listLoans({ id: 3 }), { message: /^GET \/members\/3\/loans: 404/ });
});
