import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKFLOW_DIAGNOSTIC_CODES } from './diagnostic-codes';

const codes = Object.keys(WORKFLOW_DIAGNOSTIC_CODES).sort();

test('docs/errors.md has an entry with a text for each code, and no others', () => {
  const document = readFileSync(join(__dirname, '..', 'docs', 'errors.md'), 'utf8');
  const section = document.split(/^## /m).find((part) => part.startsWith('The workflow file')) ?? '';
  const entries = section.split(/^### /m).slice(1);
  expect(entries.map((entry) => entry.split('\n')[0]).sort()).toEqual(codes);
  for (const entry of entries) expect(entry.split('\n').slice(1).join(' ').trim().length).toBeGreaterThan(40);
});

test('each code has a meaning of its own', () => {
  const meanings = Object.values(WORKFLOW_DIAGNOSTIC_CODES);
  expect(meanings.filter((meaning) => !/^\S+( \S+){2,}/.test(meaning))).toEqual([]);
  expect(new Set(meanings).size).toBe(codes.length);
});

test('the message of each code is asserted somewhere', () => {
  const specs = readdirSync(__dirname).filter(
    (file) => file.endsWith('.spec.ts') && file !== 'diagnostic-codes.spec.ts',
  );
  const text = specs.map((file) => readFileSync(join(__dirname, file), 'utf8')).join('\n');
  expect(codes.filter((code) => !text.includes(`error ${code}: `))).toEqual([]);
});
