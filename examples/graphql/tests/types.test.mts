import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Genre, type Author, type Book, type LendInput, type SearchResult } from '../generated/index.mjs';

const author: Author = { name: 'Ada', books: [] };
const book: Book = { isbn: '1', title: 'Notes', authors: [author], pages: null, genre: 'SCIENCE' };

test('an enum is a list and a type', () => {
  assert.deepEqual(Genre, ['NOVEL', 'POETRY', 'SCIENCE']);
});

test('a union is told apart by its fields', () => {
  const titleOf = (result: SearchResult): string => ('title' in result ? result.title : result.name);
  assert.deepEqual([book, author].map(titleOf), ['Notes', 'Ada']);
});

test('a field with a default may be left out', () => {
  const input: LendInput = { isbn: book.isbn };
  assert.equal(input.days, undefined);
});
