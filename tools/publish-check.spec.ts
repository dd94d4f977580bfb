import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve(__dirname, '..');
const HINT = 'CONTRIBUTING.md, "Release", says what the publisher sets\n';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nx-workflow-publish-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function check(repository: unknown, env: NodeJS.ProcessEnv = {}, changelog = '# Changelog\n\n## 1.2.3\n'): unknown {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '1.2.3', repository }));
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
  const { GITHUB_REPOSITORY: _github, CI_PROJECT_PATH: _gitlab, ...rest } = process.env;
  const { status, stderr } = spawnSync(process.execPath, [join(REPOSITORY, 'tools/publish-check.mjs')], {
    cwd: folder,
    env: { ...rest, ...env },
    encoding: 'utf8',
  });
  return [status, stderr];
}

const URL = 'git+https://github.com/acme/nx-workflow.git';

test('a package without a repository cannot be published', () => {
  const message =
    'not ready to publish: package.json has no "repository", without which npm refuses to publish with provenance\n';
  expect(check(undefined)).toEqual([1, message + HINT]);
});

test('the repository must be a URL that npm can compare, and the one that CI runs in', () => {
  expect(check('acme/nx-workflow')).toEqual([
    1,
    `not ready to publish: "repository" is "acme/nx-workflow", not of the form git+https://<host>/<owner>/<name>.git\n${HINT}`,
  ]);
  expect(check({ type: 'git', url: URL }, { GITHUB_REPOSITORY: 'someone/fork' })).toEqual([
    1,
    `not ready to publish: "repository" names acme/nx-workflow, but this runs in someone/fork, and npm would refuse the provenance\n${HINT}`,
  ]);
  expect(check({ type: 'git', url: URL }, { GITHUB_REPOSITORY: 'Acme/nx-workflow' })).toEqual([0, '']);
});

test('the version must be in the changelog', () => {
  expect(check({ type: 'git', url: URL }, {}, '# Changelog\n\n## Unreleased\n')).toEqual([
    1,
    `not ready to publish: CHANGELOG.md has no heading "## 1.2.3": rename "Unreleased"\n${HINT}`,
  ]);
});

test('`npm publish` runs the check, and then package:check', () => {
  const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts['prepublishOnly']).toBe('node tools/publish-check.mjs && npm run package:check');
});
