import { minVersion } from 'semver';
import { RepositoryCopy } from './testing/repository-copy';

const SCRIPT = '02-scan-vulnerabilities.mjs';
const REPORT = 'build/scan-vulnerabilities/vulnerability-report.json';
const ADVISORIES = 'tools/advisories.json';

let repository: RepositoryCopy;

beforeAll(() => {
  repository = new RepositoryCopy();
});

afterEach(() => {
  repository.reset();
});

afterAll(() => {
  repository.dispose();
});

test('the lock file has no vulnerable version, and every package was checked', () => {
  expect(repository.run(SCRIPT, '.')).toMatchObject({ code: 0, stderr: '' });
  const report = repository.json(REPORT);
  const lock = repository.json('package-lock.json');
  const installed = Object.keys(lock.packages).filter((path) => path !== '' && !lock.packages[path].link);
  expect(report).toMatchObject({ matches: [], packages: installed.length });
  expect(report.packages).toBeGreaterThan(300);
  const first = repository.read(REPORT);
  repository.run(SCRIPT, '.');
  expect(repository.read(REPORT)).toBe(first);
});

test('a vulnerable version fails the task at its line of the lock file', () => {
  setVersion('node_modules/handlebars', '4.7.6');
  const run = repository.run(SCRIPT, '.');
  expect(run.code).toBe(1);
  const line = lineOf('"node_modules/handlebars": {');
  expect(run.stderr).toContain(
    `package-lock.json:${line} error GHSA-f2jv-r9rf-7988: handlebars 4.7.6, critical: ` +
      'An untrusted template runs code of its own when compiled with certain options; fixed in 4.7.7\n',
  );
  expect(run.stderr).toContain('error gate critical-or-high: threshold 0, actual 2\n');
  const review = repository.run('../../../tools/review-advisories.mjs', '.');
  expect(review).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^review-advisories: 2 critical or high in /),
  });
  expect(run.stderr).toContain(review.stderr);
});

test('nested copies and aliases are checked under their real names', () => {
  addPackage('node_modules/a/node_modules/semver', { version: '7.5.1' });
  addPackage('node_modules/my-args', { name: 'minimist', version: '1.2.5' });
  addPackage('node_modules/@nx/devkit/node_modules/nx', { version: '21.6.0' });
  const run = repository.run(SCRIPT, '.');
  expect(run.code).toBe(1);
  const found = repository
    .json(REPORT)
    .matches.map((one: { path: string; advisory: string }) => `${one.path} ${one.advisory}`);
  expect(found.sort()).toEqual([
    'node_modules/@nx/devkit/node_modules/nx GHSA-cxm3-wv7p-598c',
    'node_modules/a/node_modules/semver GHSA-c2qf-rxjj-qqgw',
    'node_modules/my-args GHSA-xvch-5gv4-984h',
  ]);
  expect(run.stderr).toContain('a script after the installation collects credentials; remove it\n');
});

test('a match of moderate severity only warns', () => {
  addPackage('node_modules/word-wrap-old', { name: 'word-wrap', version: '1.2.3' });
  const run = repository.run(SCRIPT, '.');
  expect(run.code).toBe(0);
  expect(run.stderr).toMatch(/^package-lock\.json:\d+ warning GHSA-j8xg-fqg3-53r7: word-wrap 1\.2\.3, moderate/);
  expect(run.stderr).toContain('warning gate moderate-or-low: threshold 0, actual 1\n');
});

test.each([
  ['a range that cannot be read', { vulnerable: ['before 2'] }],
  ['no range', { vulnerable: [] }],
  ['a severity that does not exist', { severity: 'bad' }],
])('an advisory with %s fails the task', (_, change) => {
  const list = repository.json(ADVISORIES);
  Object.assign(list.advisories[0], change);
  repository.write(ADVISORIES, JSON.stringify(list));
  const run = repository.run(SCRIPT, '.');
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(
    `${ADVISORIES} error ${list.advisories[0].id}: package, severity or version range cannot be read\n`,
  );
});

test('every advisory matches the highest version in its range', () => {
  const { advisories } = repository.json(ADVISORIES);
  // The last version of a range is in it, or the one just below it is.
  const last = (range: string) => {
    if (/-alpha\.\d+$/.test(range)) return String(minVersion(range));
    const [operator = '', version = ''] = /(<=?|=)?([\d.]+)[^<=\s]*$/.exec(range)?.slice(1) ?? [];
    if (operator !== '<') return version;
    const parts = version.split('.').map(Number) as [number, number, number];
    if (parts[2] > 0) return [parts[0], parts[1], parts[2] - 1].join('.');
    return parts[1] > 0 ? [parts[0], parts[1] - 1, 99].join('.') : [parts[0] - 1, 99, 99].join('.');
  };
  const packages: Record<string, object> = {};
  for (const one of advisories) {
    one.vulnerable.forEach((range: string, index: number) => {
      packages[`node_modules/${one.id}-${one.package.replace('/', '-')}-${index}`] = {
        name: one.package,
        version: last(range),
      };
    });
  }
  repository.write('package-lock.json', JSON.stringify({ lockfileVersion: 3, packages }, null, 2));
  repository.run(SCRIPT, '.');
  const found = new Set(
    repository.json(REPORT).matches.map((one: { path: string; advisory: string }) => `${one.path} ${one.advisory}`),
  );
  const missed = Object.keys(packages).filter((path) => !found.has(`${path} ${path.slice(13, 32)}`));
  expect(missed).toEqual([]);
});

test('every advisory has the date of its record', () => {
  const { compared, advisories } = repository.json(ADVISORIES);
  const undated = advisories.filter(({ recorded }: { recorded: string }) => !/^20\d\d-\d\d-\d\d$/.test(recorded));
  expect(undated).toEqual([]);
  expect(advisories.filter(({ recorded }: { recorded: string }) => recorded > compared)).toEqual([]);
  repository.run(SCRIPT, '.');
  expect(repository.json(REPORT)).toMatchObject({ advisories: advisories.length, advisoriesCompared: compared });
});

function setVersion(path: string, version: string): void {
  const lock = repository.json('package-lock.json');
  lock.packages[path].version = version;
  repository.write('package-lock.json', JSON.stringify(lock, null, 2));
}

function addPackage(path: string, entry: object): void {
  const lock = repository.json('package-lock.json');
  lock.packages[path] = entry;
  repository.write('package-lock.json', JSON.stringify(lock, null, 2));
}

function lineOf(text: string): number {
  return (
    repository
      .read('package-lock.json')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  );
}
