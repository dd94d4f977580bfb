import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'fast-glob';

const read = (pattern: string, ignore: string[] = []): string =>
  globSync(pattern, { cwd: join(__dirname, '..'), ignore, absolute: true })
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

const sources = read('**/*.ts', ['**/*.spec.ts', 'testing/**', 'typecheck/**']);
const codes = new Set(
  [...sources.matchAll(/\bcode: (?:unknown \? )?'([a-z-]+)'(?: : '([a-z-]+)')?|\bfail\(\s*'([a-z-]+)',/g)].flatMap(
    (match) => match.slice(1).filter((code) => code !== undefined),
  ),
);

it('docs/errors.md has an entry with a text for exactly the existing codes', () => {
  const document = readFileSync(join(__dirname, '../../docs/errors.md'), 'utf8');
  const section = document.split(/^## /m).find((part) => part.startsWith('Code generation errors')) ?? '';
  const entries = section.split(/^### /m).slice(1);
  expect(entries.map((entry) => entry.split('\n')[0]).sort()).toEqual([...codes].sort());
  for (const entry of entries) expect(entry.split('\n').slice(1).join(' ').trim().length).toBeGreaterThan(40);
});

it('the text of each code is asserted by a test', () => {
  const tests = read('**/*.spec.ts', ['tests/diagnostic-codes.spec.ts', 'typecheck/**']);
  expect([...codes].filter((code) => !new RegExp(`(error|warning) ${code}: `).test(tests))).toEqual([]);
});
