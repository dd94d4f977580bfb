// @ts-check
// Compares every locked package with the committed list of advisories. `npm run review` runs it; exits with 1 where a
// package has a critical or high one.
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import semver from 'semver';

const ADVISORIES = 'tools/advisories.json';
const SEVERITIES = ['critical', 'high', 'moderate', 'low'];

/**
 * @typedef {object} Advisory
 * @property {string} id
 * @property {string} package
 * @property {string} severity one of SEVERITIES
 * @property {string[]} vulnerable version ranges
 * @property {string[]} fixed the first good version of each line, none for a stolen release without a successor
 * @property {string} summary
 */

/**
 * The advisories that match a package of a lock file, by its lines, and those that cannot be used.
 *
 * @param {string} folder of package-lock.json, relative to the root of the repository
 */
export function matchAdvisories(folder) {
  const lockFile = posix.join(folder, 'package-lock.json');
  const lockText = readFileSync(lockFile, 'utf8');
  const locked = lockedPackages(lockFile, JSON.parse(lockText));
  /** @type {{ compared: string, advisories: Advisory[] }} */
  const { compared, advisories } = JSON.parse(readFileSync(ADVISORIES, 'utf8'));
  const unusable = advisories.filter(
    ({ severity, vulnerable }) =>
      !SEVERITIES.includes(severity) ||
      vulnerable.length === 0 ||
      vulnerable.some((range) => !semver.validRange(range)),
  );
  const matches = locked
    .flatMap(({ name, path, version }) =>
      advisories
        .filter((one) => one.package === name && isVulnerable(version, one.vulnerable))
        .map(({ id, severity, fixed, summary }) => {
          const line = lockText.slice(0, lockText.indexOf(`${JSON.stringify(path)}:`)).split('\n').length;
          return { advisory: id, package: name, version, severity, fixed, summary, path, line };
        }),
    )
    .sort((a, b) => a.line - b.line || (a.advisory < b.advisory ? -1 : 1));
  const serious = matches.filter(({ severity }) => severity === 'critical' || severity === 'high');
  const lines = [
    ...matches.map((one) => {
      const remedy = one.fixed.length > 0 ? `fixed in ${one.fixed.join(', ')}` : 'remove it';
      const kind = serious.includes(one) ? 'error' : 'warning';
      return `${lockFile}:${one.line} ${kind} ${one.advisory}: ${one.package} ${one.version}, ${one.severity}: ${one.summary}; ${remedy}`;
    }),
    ...unusable.map(({ id }) => `${ADVISORIES} error ${id}: severity or version range cannot be read`),
  ];
  return { advisories, compared, locked, matches, serious, unusable, lines };
}

/**
 * Every package that the lock file installs, from its `packages` table (lock file versions 2 and 3).
 *
 * @param {string} lockFile
 * @param {{ packages?: Record<string, { name?: string, version?: string, link?: boolean }> }} lock
 */
function lockedPackages(lockFile, { packages }) {
  if (!packages) throw new Error(`${lockFile} has no "packages": it needs npm 7 or later`);
  return Object.entries(packages).flatMap(([path, { name, version, link }]) => {
    const inNodeModules = path.lastIndexOf('node_modules/');
    if (inNodeModules < 0 || link || !version) return [];
    // An alias is installed under another name than its own.
    return [{ name: name ?? path.slice(inNodeModules + 'node_modules/'.length), path, version }];
  });
}

/** @param {string} version @param {string[]} ranges */
function isVulnerable(version, ranges) {
  return ranges.some((range) => semver.satisfies(version, range, { includePrerelease: true }));
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const { locked, serious, unusable, lines } = matchAdvisories('.');
  for (const line of lines) console.error(line);
  console.log(`review-advisories: ${serious.length} critical or high in ${locked.length} packages`);
  process.exitCode = serious.length + unusable.length > 0 || locked.length === 0 ? 1 : 0;
}
