import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'fast-glob';

it('docs/errors.md has an entry with a text for each code of the type check', () => {
  const files = globSync(['*.ts', '../../executors/typecheck/*.ts'], {
    cwd: __dirname,
    ignore: ['*.spec.ts'],
    absolute: true,
  });
  const sources = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const codes = new Set([...sources.matchAll(/\bcode: '([a-z-]+)'/g)].map((match) => match[1] ?? ''));
  const sections = readFileSync(join(__dirname, '../../docs/errors.md'), 'utf8').split(/^## /m);
  const entriesOf = (title: string): string[] =>
    (sections.find((part) => part.startsWith(title)) ?? '').split(/^### /m).slice(1);
  const own = entriesOf('Type check errors');
  const names = (entries: string[]): string[] => entries.map((entry) => entry.split('\n')[0] ?? '');
  const shared = names(entriesOf('Code generation errors'));
  expect(names(own).sort()).toEqual([...codes].filter((code) => !shared.includes(code)).sort());
  for (const entry of own) expect(entry.split('\n').slice(1).join(' ').trim().length).toBeGreaterThan(40);
});
