import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sha256 } from '../../state/hash';
import { LONG, seeded, tried } from '../../testing/tried';
import type { CodegenOptions } from '../options';
import { small } from '../testing/small';
import { endDriver, MANIFEST, type Workspace } from '../testing/workspace';

jest.setTimeout(LONG ? 3_600_000 : 120_000);

const SEED = 7;
/** Number of runs in `npm test`; a long test tries all positions. */
const SAMPLE = 40;

let workspace: Workspace;
let clean: Record<string, string> | undefined;

beforeAll(async () => {
  workspace = small({ 'partials/p.hbs': 'p {{title}}', 'templates/one.hbs': '{{> p}} é\n' });
  await workspace.succeed();
  // Recently written files are hashed again, so the index is complete only now.
  await wait(50);
  await workspace.succeed();
  clean = workspace.outputs();
});

afterAll(async () => {
  workspace.dispose();
  await endDriver();
});

/** Variants of a text: one bit changed in each byte, cut at each length, and one byte inserted at each position. */
function* damages(good: Buffer): Generator<Buffer> {
  const random = seeded(SEED);
  for (let at = 0; at < good.length; at++) {
    for (const bit of LONG ? [0, 1, 2, 3, 4, 5, 6, 7] : [Math.floor(random() * 8)]) {
      const flipped = Buffer.from(good);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      yield flipped;
    }
    yield good.subarray(0, at);
    yield Buffer.concat([good.subarray(0, at), Buffer.from([Math.floor(random() * 256)]), good.subarray(at)]);
  }
}

function sample(good: Buffer): Buffer[] {
  const all = [...damages(good)];
  if (LONG) return all;
  const random = seeded(SEED);
  return Array.from({ length: SAMPLE }, () => all[Math.floor(random() * all.length)]!);
}

function stateFile(folder: string, at = 0): string {
  const names = readdirSync(join(workspace.state, folder)).filter((name) => /\.(js|index)$/.test(name));
  return join(workspace.state, folder, names.sort()[at] ?? '');
}

/** The spec changes together with each damage, so that a run that trusts the state would keep the old bytes. */
async function endsInTheRightBytes(path: string, good: Buffer, bad: Buffer, round: number): Promise<void> {
  const title = `T${round}`;
  workspace.write({ 'specs/a.json': `{ "title": "${title}" }\n` });
  writeFileSync(path, bad);
  const run = await workspace.run();
  expect({ bad: bad.toString('latin1'), output: run.success ? '' : run.output }).toEqual({
    bad: bad.toString('latin1'),
    output: '',
  });
  expect(workspace.outputs()?.['a.txt']).toBe(`p ${title} é\n`.replace('é', '\u00c3\u00a9'));
  expect(good.equals(bad)).toBe(false);
}

describe('damaged anywhere, together with a change', () => {
  it('the manifest does not change the output', async () => {
    const path = join(workspace.output, MANIFEST);
    const good = readFileSync(path);
    const all = sample(good);
    for (const [round, bad] of all.entries()) await endsInTheRightBytes(path, good, bad, round);
    tried('damaged manifests', all.length);
  });

  it('the index does not change the output', async () => {
    const path = stateFile('index');
    const good = readFileSync(path);
    const all = sample(good);
    for (const [round, bad] of all.entries()) await endsInTheRightBytes(path, good, bad, round);
    tried('damaged index files', all.length);
  });

  it('an entry of the template cache does not change the output, and is not run', async () => {
    const paths = [0, 1, 2].map((at) => stateFile('templates', at));
    const path = paths.find((one) => readFileSync(one, 'utf8').includes('\u00e9')) ?? paths[0]!;
    const good = readFileSync(path);
    const all = sample(good);
    for (const [round, bad] of all.entries()) await endsInTheRightBytes(path, good, bad, round);
    tried('damaged entries of the template cache', all.length);
  });
});

describe('the usages of library files', () => {
  const emit: CodegenOptions['emit'] = [
    { template: 'one', to: '{{@name}}.txt' },
    { template: 'all', to: 'all.txt', each: 'library' },
  ];
  const specs = { a: { title: 'A', note: 0 }, b: { title: 'B', note: 0 } };
  let own: Workspace;
  let path: string;

  beforeAll(async () => {
    own = small(
      { 'templates/one.hbs': '{{note}}\n', 'templates/all.hbs': '{{#each patterns}}{{title}},{{/each}}\n' },
      { emit },
    );
    write();
    await own.succeed();
    await wait(50);
    await own.succeed();
    await change(0);
    const name = readdirSync(join(own.state, 'index')).find((one) => one.endsWith('.usage')) ?? '';
    path = join(own.state, 'index', name);
  });
  afterAll(() => own.dispose());

  function write(): void {
    own.write({ 'specs/a.json': JSON.stringify(specs.a), 'specs/b.json': JSON.stringify(specs.b) });
  }

  /** Changes shown data in two of three rounds, hidden data in the third; always in one spec. */
  async function change(round: number): Promise<void> {
    const spec = round % 2 === 0 ? specs.a : specs.b;
    if (round % 3 === 0) spec.note = round + 1;
    else spec.title = `T${round}`;
    await runsRight(round);
  }

  async function runsRight(round: number): Promise<void> {
    write();
    const run = await own.run();
    expect({ round, output: run.success ? '' : run.output }).toEqual({ round, output: '' });
    expect({ round, files: filesOf(own) }).toEqual({
      round,
      files: {
        'all.txt': `${specs.a.title},${specs.b.title},\n`,
        'a.txt': `${specs.a.note}\n`,
        'b.txt': `${specs.b.note}\n`,
      },
    });
  }

  function filesOf(of: Workspace): Record<string, string | undefined> {
    const outputs = of.outputs() ?? {};
    return Object.fromEntries(['all.txt', 'a.txt', 'b.txt'].map((name) => [name, outputs[name]]));
  }

  it('do not change the output if damaged', async () => {
    // The file differs after each round but has about the same length.
    const count = sample(readFileSync(path)).length;
    for (let round = 1; round <= count; round++) {
      const all = LONG ? [...damages(readFileSync(path))] : sample(readFileSync(path));
      writeFileSync(path, all[round % all.length] ?? '');
      await change(round);
    }
    tried('damaged files of what library files show', count);
  });

  it('do not change the output if they belong to another target or version', async () => {
    const kept = (at: string): string => readFileSync(at, 'utf8').slice(65);
    const whole = (body: string): string => `${sha256(body)}\n${body}`;
    const other = small({ 'templates/all.hbs': 'none\n' }, { emit });
    other.write({ 'specs/b.json': '{}', 'templates/one.hbs': 'x' });
    await other.succeed();
    const theirs = readdirSync(join(other.state, 'index')).find((one) => one.endsWith('.usage')) ?? '';
    const bodies = [
      kept(join(other.state, 'index', theirs)),
      kept(path).replace('"version":1', '"version":2'),
      kept(path).replace('"version":1', '"version":null'),
      'null\n',
      '[]\n',
      '{"version":1,"usages":{}}\n',
    ];
    other.dispose();
    for (const [round, body] of bodies.entries()) {
      writeFileSync(path, whole(body));
      await change(100_000 + round);
    }
  });

  it('do not change the output if they are from an earlier run with the same spec', async () => {
    const [title, earlier] = [specs.a.title, readFileSync(path)];
    specs.a.title = 'meanwhile';
    await runsRight(0);
    writeFileSync(path, earlier);
    specs.a.title = title;
    await runsRight(1);
  });
});

describe('of another target or checkout', () => {
  const again = { optimizations: { incrementalCompilation: false } };

  it('an intact entry of the template cache is not run under another name', async () => {
    const [first, second] = [stateFile('templates', 0), stateFile('templates', 1)];
    const [one, other] = [readFileSync(first), readFileSync(second)];
    writeFileSync(first, other);
    const run = await workspace.succeed(again);
    expect(run.report?.notes).toEqual(['template cache: 1 damaged entry compiled again']);
    expect(readFileSync(first)).toEqual(one);
  });

  it.each([
    ['no object', `${'0'.repeat(64)}\nnull\n`],
    ['a list', `${'0'.repeat(64)}\n[]\n`],
    ['of version 1', `${'0'.repeat(64)}\n{"version":1}\n`],
    ['empty', ''],
    ['binary', Buffer.from([...Array(400).keys()])],
  ])('an index that is %s is ignored', async (_what, bytes) => {
    writeFileSync(stateFile('index'), bytes);
    await workspace.succeed();
    expect((await workspace.succeed()).success).toBe(true);
  });

  it('an intact manifest of another target or checkout does not change the output', async () => {
    const other = small({ 'specs/a.json': '{ "title": "other" }', 'templates/one.hbs': 'other {{title}}\n' });
    await other.succeed();
    workspace.write({ 'specs/a.json': '{ "title": "A" }\n' });
    writeFileSync(join(workspace.output, MANIFEST), readFileSync(join(other.output, MANIFEST)));
    other.dispose();
    await workspace.succeed();
    expect(workspace.outputs()).toEqual(clean);
  });
});
