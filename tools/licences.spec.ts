import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  scripts: Record<string, string>;
};

interface Package {
  readonly name: string;
  readonly licence: string;
  readonly scripts: readonly string[];
}

/** Run as a process, because jest does not load ES modules. */
function shipped(): Package[] {
  const code = `import { shippedPackages } from './tools/licences.mjs'; console.log(JSON.stringify(shippedPackages()))`;
  const args = ['--input-type=module', '--eval', code];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })) as Package[];
}

describe('an installation', () => {
  const packages = shipped();

  it('has all of its packages and licences in docs/licences.md', () => {
    execFileSync(process.execPath, ['tools/licences.mjs', '--check'], { cwd: root, encoding: 'utf8' });
    expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
  });

  it('has only licences that require no more than a notice', () => {
    const allowed = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'];
    expect(packages.filter(({ licence }) => !allowed.includes(licence))).toEqual([]);
  });

  it('runs no install scripts', () => {
    expect(packages.filter(({ scripts }) => scripts.length > 0)).toEqual([]);
    // `prepare` runs in this repository only.
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  });

  it('has few packages, all pinned', () => {
    // Three of them have the versions of Nx, to read .env files and overrides as Nx does.
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(14);
    expect(packages.length).toBeLessThanOrEqual(45);
    for (const version of Object.values(manifest.dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
