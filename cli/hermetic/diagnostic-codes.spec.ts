import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'fast-glob';

const sources = globSync('*.ts', { cwd: __dirname, ignore: ['*.spec.ts'], absolute: true })
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const given = [...sources.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].map((match) => match[1] ?? '');

it('docs/errors.md has an entry for each code of a hermetic run, and no others', () => {
  const document = readFileSync(join(__dirname, '../../docs/errors.md'), 'utf8');
  const section = document.split(/^## /m).find((part) => part.startsWith('Hermetic run errors')) ?? '';
  const entries = section.split(/^### /m).slice(1);
  const names = entries.map((entry) => entry.split('\n')[0] ?? '');
  const registered = readFileSync(join(__dirname, '../../examples/k1-node1/errors.json'), 'utf8');
  const { areas } = JSON.parse(registered) as { areas: { id: string; codes: object }[] };
  const codes = Object.keys(areas.find(({ id }) => id === 'hermetic-run')?.codes ?? {});
  expect([...names, 'undeclared-read'].sort()).toEqual(codes.sort());
  expect(codes.filter((code) => !given.includes(code))).toEqual([]);
  for (const entry of entries) expect(entry.split('\n').slice(1).join(' ').trim().length).toBeGreaterThan(40);
});
