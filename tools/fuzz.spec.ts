import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LONG, tried } from '../testing/tried';

jest.setTimeout(LONG ? 3_600_000 : 120_000);

const program = join(__dirname, 'fuzz.mjs');
const inputs = LONG ? 100_000 : 300;
const TARGETS = [
  'workflow',
  'spec-json',
  'spec-yaml',
  'spec-toml',
  'manifest',
  'index',
  'slice',
  'journal',
  'plan',
  'depfile',
  'path',
  'template',
];

it(`no reader of untrusted data fails on ${inputs} mutated inputs each`, () => {
  const output = execFileSync(process.execPath, [program, '--inputs', String(inputs)], { encoding: 'utf8' });
  const total = Number(/^fuzz: (\d+) inputs, none failed$/m.exec(output)?.[1]);
  expect(total).toBe(inputs * TARGETS.length);
  tried('inputs of the fuzzer, guided by coverage', total);
});

it('the same seed gives the same inputs', () => {
  const run = (): string[] => {
    const args = [program, '--inputs', '150', '--seed', '5', '--target', 'path'];
    return execFileSync(process.execPath, args, { encoding: 'utf8' }).split(', the slowest');
  };
  expect(run()[0]).toBe(run()[0]);
});

it('prints its usage', () => {
  const { status, stdout } = spawnSync(process.execPath, [program, '--target', 'none'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stdout).toContain(`--target   one of: ${TARGETS.join(', ')} (default: all)`);
});
