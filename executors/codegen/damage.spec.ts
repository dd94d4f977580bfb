import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LONG, seeded, tried } from '../../testing/tried';
import { small } from './testing/small';
import { endDriver, MANIFEST, type Workspace } from './testing/workspace';

jest.setTimeout(LONG ? 3_600_000 : 120_000);

const SEED = 7;
/** Runs of a target that a part of `npm test` may take; all places in a long test. */
const SAMPLE = 40;

let workspace: Workspace;
let clean: Record<string, string> | undefined;

beforeAll(async () => {
  workspace = small({ 'partials/p.hbs': 'p {{title}}', 'templates/one.hbs': '{{> p}} é\n' });
  await workspace.succeed();
  // What was written a moment ago is hashed once more, so that the index is complete only now.
  await wait(50);
  await workspace.succeed();
  clean = workspace.outputs();
});

afterAll(async () => {
  workspace.dispose();
  await endDriver();
});

/** A text with one bit of each byte changed, cut at each length, with a byte more at each place. */
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

/** Beside each damaged state the spec changes, so that a run which believes the state would keep the old bytes. */
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

describe('damaged anywhere, and beside a change', () => {
  it('the manifest leads to no other bytes', async () => {
    const path = join(workspace.output, MANIFEST);
    const good = readFileSync(path);
    const all = sample(good);
    for (const [round, bad] of all.entries()) await endsInTheRightBytes(path, good, bad, round);
    tried('damaged manifests', all.length);
  });

  it('the index leads to no other bytes', async () => {
    const path = stateFile('index');
    const good = readFileSync(path);
    const all = sample(good);
    for (const [round, bad] of all.entries()) await endsInTheRightBytes(path, good, bad, round);
    tried('damaged index files', all.length);
  });

  it('an entry of the template cache leads to no other bytes, and none of it runs', async () => {
    const paths = [0, 1, 2].map((at) => stateFile('templates', at));
    const path = paths.find((one) => readFileSync(one, 'utf8').includes('\u00e9')) ?? paths[0]!;
    const good = readFileSync(path);
    const all = sample(good);
    for (const [round, bad] of all.entries()) await endsInTheRightBytes(path, good, bad, round);
    tried('damaged entries of the template cache', all.length);
  });
});

describe('of somebody else', () => {
  const again = { optimizations: { incrementalCompilation: false } };

  it('an entry of the template cache that is whole runs under no other name', async () => {
    const [first, second] = [stateFile('templates', 0), stateFile('templates', 1)];
    const [one, other] = [readFileSync(first), readFileSync(second)];
    writeFileSync(first, other);
    const run = await workspace.succeed(again);
    expect(run.report?.notes).toEqual(['template cache: 1 damaged entry compiled anew']);
    expect(readFileSync(first)).toEqual(one);
  });

  it.each([
    ['no object', `${'0'.repeat(64)}\nnull\n`],
    ['a list', `${'0'.repeat(64)}\n[]\n`],
    ['of version 1', `${'0'.repeat(64)}\n{"version":1}\n`],
    ['empty', ''],
    ['binary', Buffer.from([...Array(400).keys()])],
  ])('an index that is %s is none', async (_what, bytes) => {
    writeFileSync(stateFile('index'), bytes);
    await workspace.succeed();
    expect((await workspace.succeed()).success).toBe(true);
  });

  it('a manifest that is whole leads to no other bytes: of another target, of another checkout', async () => {
    const other = small({ 'specs/a.json': '{ "title": "other" }', 'templates/one.hbs': 'other {{title}}\n' });
    await other.succeed();
    workspace.write({ 'specs/a.json': '{ "title": "A" }\n' });
    writeFileSync(join(workspace.output, MANIFEST), readFileSync(join(other.output, MANIFEST)));
    other.dispose();
    await workspace.succeed();
    expect(workspace.outputs()).toEqual(clean);
  });
});
