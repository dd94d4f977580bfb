import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { button } from '../generated/button.mjs';
import { color } from '../generated/color.mjs';

test('a reference has the value of what it refers to, over two files', () => {
  const background: typeof color.brand = button.background;
  assert.equal(background, color.brand);
});

test('in CSS it stays a reference', () => {
  const css = readFileSync(new URL('../../generated/button.css', import.meta.url), 'utf8');
  assert.match(css, /--button-background: var\(--color-link\);/);
});
