// @ts-check
// Preconditions of publishing that depend on the public repository. npm's provenance ties a package to the repository in
// package.json. Run by `npm publish`.
import { readFileSync } from 'node:fs';

/** @type {{ version: string, repository?: string | { url?: string } }} */
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const url = typeof manifest.repository === 'string' ? manifest.repository : manifest.repository?.url;
const problem = urlProblem(url, process.env) ?? changelogProblem(readFileSync('CHANGELOG.md', 'utf8'));
if (problem !== undefined) {
  console.error(`not ready to publish: ${problem}\nCONTRIBUTING.md, "Release", says what the publisher sets`);
  process.exitCode = 1;
}

/** @param {string | undefined} url @param {NodeJS.ProcessEnv} env @returns {string | undefined} */
function urlProblem(url, env) {
  if (url === undefined)
    return 'package.json has no "repository", without which npm refuses to publish with provenance';
  const path = /^git\+https:\/\/[^/]+\/(.+)\.git$/.exec(url)?.[1];
  if (path === undefined) return `"repository" is "${url}", not of the form git+https://<host>/<owner>/<name>.git`;
  const here = env['GITHUB_REPOSITORY'] ?? env['CI_PROJECT_PATH'];
  if (here === undefined || here.toLowerCase() === path.toLowerCase()) return undefined;
  return `"repository" names ${path}, but this runs in ${here}, and npm would refuse the provenance`;
}

/** @param {string} changelog @returns {string | undefined} */
function changelogProblem(changelog) {
  if (changelog.includes(`\n## ${manifest.version}`)) return undefined;
  return `CHANGELOG.md has no heading "## ${manifest.version}": rename "Unreleased"`;
}
