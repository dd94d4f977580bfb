import { readdirSync } from 'node:fs';
import { LONG, tried } from '../../testing/tried';
import type { CodegenOptions } from '../options';
import { Driver } from '../testing/driver';
import { library, LIBRARY } from '../testing/library';
import { sample } from '../testing/sample';
import { diagnosticsOf } from '../testing/small';
import { endDriver, MANIFEST, snapshot, type Workspace } from '../testing/workspace';

afterAll(endDriver);

jest.setTimeout(LONG ? 900_000 : 120_000);

const OPTIONS: Partial<CodegenOptions> = {
  emit: [
    { template: 'sheet', to: 'docs/{{@name}}/sheet.md' },
    ...LIBRARY.emit.filter(({ template }) => template !== 'sheet'),
  ],
  compile: [
    { compiler: 'typescript' },
    {
      compiler: 'command',
      include: ['index.ts'],
      command: ['cp', '{input}', '{output}'],
      extension: '.o',
    },
  ],
};

/** Two states of the inputs; each switch changes, adds and removes files. */
const STATES: readonly ((workspace: Workspace) => void)[] = [
  (workspace) => {
    workspace.write({
      'patterns/pattern01.yaml': 'title: Pattern one\nnodes: []\n',
      'partials/header.hbs': '/// {{title}}\n',
    });
    workspace.write({ 'patterns/other.json': '{ "title": "Other", "nodes": [] }' });
    workspace.remove('patterns/pattern02.json');
  },
  (workspace) => {
    workspace.write({
      'patterns/pattern01.yaml': 'title: Pattern 1\nnodes: []\n',
      'partials/header.hbs': '// {{title}}\n',
    });
    workspace.write({ 'patterns/pattern02.json': '{ "title": "Pattern 2", "nodes": [] }' });
    workspace.remove('patterns/other.json');
  },
];

type Files = Readonly<Record<string, string>> | undefined;

/** Names of files that differ or are missing in one of them. */
function differing(one: Files = {}, other: Files = {}): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => one[name] !== other[name]);
}

describe('a run with one failing file system call', () => {
  const workspace = library(3, OPTIONS);
  const driver = new Driver({}, 'fail-at.cjs');
  /** Outputs and inputs per state. */
  const clean: (Record<string, string> | undefined)[] = [];
  const inputs: (Record<string, string> | undefined)[] = [];
  let now = 0;
  let runs = 0;
  let calls = 0;

  const go = (): void => STATES[(now = 1 - now)]?.(workspace);
  const inputsNow = (): Record<string, string> =>
    Object.fromEntries(
      ['patterns', 'templates', 'partials', 'code'].map((name) => [
        name,
        JSON.stringify(snapshot(`${workspace.root}/${name}`)),
      ]),
    );
  const fail = (at: number, code: string, options: Partial<CodegenOptions>): ReturnType<Workspace['runIn']> => {
    const env = {
      FAULTS_BELOW: workspace.root.replace(/workspace$/, ''),
      FAULT_RUN: String(runs++),
      FAIL_AT: String(at),
      FAIL_CODE: code,
    };
    return workspace.runIn(driver, options, { env });
  };

  beforeAll(async () => {
    for (let round = 0; round < 2; round++) {
      go();
      await workspace.succeed();
      clean[now] = workspace.outputs();
      inputs[now] = inputsNow();
    }
    go();
    await fail(0, '', {});
    calls = driver.steps.length;
  });
  afterAll(async () => {
    await driver.kill();
    workspace.dispose();
  });

  it('makes many calls', () => expect(calls).toBeGreaterThan(150));

  it.each(['EACCES', 'ENOSPC', 'EMFILE', 'EIO'])(
    'reports %s or works without the call, and the next run succeeds',
    async (code) => {
      const points = sample(calls, 12, code.length * 31);
      for (const at of points) {
        const onError = at % 2 === 0 ? 'stop' : 'continue';
        const before = workspace.outputs() ?? {};
        go();
        const run = await fail(at, code, { onError });
        const where = { at, code, onError, call: driver.steps[at - 1], output: run.output };
        const files = workspace.outputs() ?? {};
        expect({ ...where, differ: differing(inputsNow(), inputs[now]) }).toEqual({ ...where, differ: [] });
        if (run.success) expect({ ...where, differ: differing(files, clean[now]) }).toEqual({ ...where, differ: [] });
        else
          expect({ ...where, said: /(^|\n)(\S+ )?error [a-z-]+: /.test(diagnosticsOf(run.output)) }).toEqual({
            ...where,
            said: true,
          });
        // Every file has its old or new content, never a part of it.
        const partial = Object.keys(files).filter(
          (path) =>
            path !== MANIFEST &&
            !path.startsWith('.codegen-') &&
            !path.endsWith('/') &&
            ![before[path], clean[now]?.[path]].includes(files[path]),
        );
        expect({ ...where, partial }).toEqual({ ...where, partial: [] });
        const next = await workspace.run();
        expect({ ...where, next: next.success ? '' : next.output }).toEqual({ ...where, next: '' });
        expect({ ...where, differ: differing(workspace.outputs(), clean[now]) }).toEqual({ ...where, differ: [] });
      }
      const left = readdirSync(workspace.state, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.tmp'),
      );
      expect(left).toEqual([]);
      tried('calls of the file system that failed', points.length);
    },
  );
});
