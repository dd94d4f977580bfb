import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './support/process';

const REPOSITORY = join(__dirname, '..');
const TEXT = readFileSync(join(REPOSITORY, 'skills/nx-workflow/SKILL.md'), 'utf8');
const CLI = join(REPOSITORY, 'bin/nx-workflow.js');

it('has a name and a description for agents', () => {
  expect(TEXT).toMatch(/^---\nname: nx-workflow\ndescription: .{1,1024}\n---\n/);
});

const COMMANDS = [...TEXT.matchAll(/`npx nx-workflow ([^`]*)`/g)].map(([, command = '']) => command);

it.each(COMMANDS)('nx-workflow %s is a command with these options', async (command) => {
  const [name = '', ...rest] = command.split(' -- ')[0]!.split(' ');
  const words = rest.filter((word) => /^[a-z]+$/.test(word));
  const { code, stdout } = await run(process.execPath, [CLI, 'help', name, ...words], { cwd: REPOSITORY });
  expect([code, stdout.startsWith(`nx-workflow ${[name, ...words].join(' ')}`)]).toEqual([0, true]);
  for (const option of rest.filter((word) => word.startsWith('--'))) expect(stdout).toContain(`  ${option} `);
});

it('names existing generators', () => {
  const generators = [...TEXT.matchAll(/nx g nx-workflow:([a-z-]+)/g)].map(([, name = '']) => name);
  const { generators: all } = JSON.parse(readFileSync(join(REPOSITORY, 'generators.json'), 'utf8')) as {
    generators: Record<string, unknown>;
  };
  expect(generators.length).toBeGreaterThan(0);
  expect(Object.keys(all)).toEqual(expect.arrayContaining(generators));
});
