import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DEFAULT_NX } from './support/base';
import { compatibilityTable, type MatrixResult, type PairResult } from './support/compatibility-table';
import { essentials, STEPS } from './support/essentials';
import { nodeBinary } from './support/node-binary';
import { HIGHEST_NODES, LOWEST_NODES, NX_VERSIONS, type NxVersion } from './support/versions';

/** Set by `npm run e2e:matrix`. */
const ALL = process.env['NX_WORKFLOW_MATRIX'] !== undefined;
const RESULT = resolve(__dirname, 'matrix-result.json');

type Pair = [nx: string, devkit: string, node: string];
const on = ({ nx, devkit }: NxVersion, nodes: readonly string[]): Pair[] => nodes.map((node) => [nx, devkit, node]);

// The lowest of each line of Nx on the lowest of each line of Node, and the highest on the highest.
const all = NX_VERSIONS.flatMap((version, index) => on(version, index % 2 === 0 ? LOWEST_NODES : HIGHEST_NODES));
// In `npm test` the two ends: the oldest versions, and this repository's Nx on the installed Node.
const quick = [
  ...on(NX_VERSIONS[0]!, LOWEST_NODES.slice(0, 1)),
  ...on(
    NX_VERSIONS.find(({ nx }) => nx === DEFAULT_NX)!,
    [process.versions.node],
  ),
];

test.each(ALL ? all : quick)(
  'Nx %s with @nx/devkit %s on Node %s',
  async (nx, devkit, node) => {
    const outcome = await essentials({ nx, devkit }, await nodeBinary(node));
    const failed = Object.keys(STEPS).filter((step) => outcome[step] !== undefined);
    const passed = Object.keys(STEPS).filter((step) => outcome[step] === undefined);
    if (ALL) record({ nx, devkit, node, passed, failed });
    if (failed.length > 0) throw new Error(failed.map((step) => `${step}: ${outcome[step]}`).join('\n\n'));
  },
  900_000,
);

afterAll(() => {
  if (ALL) process.stdout.write(`${compatibilityTable(recorded())}\n`);
});

function recorded(): MatrixResult {
  return JSON.parse(readFileSync(RESULT, 'utf8')) as MatrixResult;
}

/** Replaces the previous result of a pair, so that a part of the matrix can be run with `-t`. */
function record(result: PairResult): void {
  const others = recorded().pairs.filter(({ nx, node }) => nx !== result.nx || node !== result.node);
  const order = all.map(([nx, , node]) => `${nx} ${node}`);
  const place = ({ nx, node }: PairResult): number => order.indexOf(`${nx} ${node}`);
  const pairs = [...others, result].filter((pair) => place(pair) >= 0).sort((a, b) => place(a) - place(b));
  writeFileSync(RESULT, `${JSON.stringify({ pairs }, null, 2)}\n`);
}
