import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { satisfies } from 'semver';
import { compatibilityTable, type MatrixResult } from './support/compatibility-table';
import { STEPS } from './support/essentials';
import { HIGHEST_NODES, LOWEST_NODES, NX_VERSIONS } from './support/versions';

const read = (file: string): string => readFileSync(resolve(__dirname, '..', file), 'utf8');
const result = JSON.parse(read('e2e/matrix-result.json')) as MatrixResult;

test('the table in README.md is what the matrix found', () => {
  expect(read('README.md')).toContain(compatibilityTable(result));
});

test('every pair was tested with all steps', () => {
  const pairs = NX_VERSIONS.length * LOWEST_NODES.length;
  const tried = result.pairs.map(({ passed, failed }) => [...passed, ...failed].sort());
  expect(tried).toEqual(Array.from({ length: pairs }, () => Object.keys(STEPS).sort()));
});

test('every pair is one that package.json allows', () => {
  const { engines, peerDependencies } = JSON.parse(read('package.json')) as {
    engines: { node: string };
    peerDependencies: Record<string, string>;
  };
  const refused = [
    ...[...LOWEST_NODES, ...HIGHEST_NODES].filter((node) => !satisfies(node, engines.node)),
    ...NX_VERSIONS.filter(({ nx }) => !satisfies(nx, peerDependencies['nx']!)).map(({ nx }) => nx),
    ...NX_VERSIONS.filter(({ devkit }) => !satisfies(devkit, peerDependencies['@nx/devkit']!)).map(({ nx }) => nx),
  ];
  expect(refused).toEqual([]);
});
