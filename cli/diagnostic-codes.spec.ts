import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'fast-glob';

it('docs/errors.md has an entry with a text for each code of the command line, and no others', () => {
  const files = globSync('**/*.ts', { cwd: __dirname, ignore: ['**/*.spec.ts', 'hermetic/**'], absolute: true });
  const sources = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const codes = new Set([...sources.matchAll(/\bcode: '([a-z-]+)'/g)].map((match) => match[1]));
  const document = readFileSync(join(__dirname, '../docs/errors.md'), 'utf8');
  const section = document.split(/^## /m).find((part) => part.startsWith('Command line errors')) ?? '';
  const entries = section.split(/^### /m).slice(1);
  expect(entries.map((entry) => entry.split('\n')[0]).sort()).toEqual([...codes].sort());
  for (const entry of entries) expect(entry.split('\n').slice(1).join(' ').trim().length).toBeGreaterThan(40);
});
