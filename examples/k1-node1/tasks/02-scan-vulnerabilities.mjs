// @ts-check
// K1 task 2: no locked package version is on the committed list of advisories.
// Usage, from the workspace's root: node 02-scan-vulnerabilities.mjs <folder of package-lock.json>
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import semver from 'semver';
import { atLeast, atMost, compareText, finish, openOutput, writeOutput } from './lib/result.mjs';

const task = 'scan-vulnerabilities';
const projectRoot = process.argv[2] ?? '.';
const output = posix.join(projectRoot, 'build', task);
const lockFile = posix.join(projectRoot, 'package-lock.json');
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

const lockText = readFileSync(lockFile, 'utf8');
const locked = lockedPackages(JSON.parse(lockText));
/** @type {{ compared: string, advisories: Advisory[] }} */
const { compared, advisories } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../security/advisories.json'), 'utf8'),
);

const unusable = advisories.filter(
  ({ severity, vulnerable }) =>
    !SEVERITIES.includes(severity) || vulnerable.length === 0 || vulnerable.some((range) => !semver.validRange(range)),
);
const matches = locked
  .flatMap(({ name, path, version }) =>
    advisories
      .filter((one) => one.package === name && isVulnerable(version, one.vulnerable))
      .map(({ id, severity, fixed, summary }) => {
        return { advisory: id, package: name, version, severity, fixed, summary, path, line: lineOf(path) };
      }),
  )
  .sort((a, b) => a.line - b.line || compareText(a.advisory, b.advisory));
const serious = matches.filter(({ severity }) => severity === 'critical' || severity === 'high');

openOutput(output);
writeOutput(output, 'vulnerability-report.json', {
  advisories: advisories.length,
  // The list knows nothing that became known later.
  advisoriesCompared: compared,
  packages: locked.length,
  matches,
});
for (const one of matches) {
  const remedy = one.fixed.length > 0 ? `fixed in ${one.fixed.join(', ')}` : 'remove it';
  const kind = serious.includes(one) ? 'error' : 'warning';
  console.error(
    `${lockFile}:${one.line} ${kind} ${one.advisory}: ${one.package} ${one.version}, ${one.severity}: ${one.summary}; ${remedy}`,
  );
}
for (const { id } of unusable) {
  console.error(`examples/k1-node1/security/advisories.json error ${id}: severity or version range cannot be read`);
}
finish(output, {
  task,
  gates: [
    atLeast('packages-checked', 1, locked.length),
    atLeast('advisories-known', 1, advisories.length),
    atMost('advisories-unusable', 0, unusable.length),
    atMost('critical-or-high', 0, serious.length),
    atMost('moderate-or-low', 0, matches.length - serious.length, false),
  ],
  figures: { packages: locked.length, advisories: advisories.length, matches: matches.length },
});

/**
 * Every package that the lock file installs, from its `packages` table (lock file versions 2 and 3).
 *
 * @param {{ packages?: Record<string, { name?: string, version?: string, link?: boolean }> }} lock
 */
function lockedPackages({ packages }) {
  if (!packages) throw new Error(`${lockFile} has no "packages": it needs npm 7 or later`);
  return Object.entries(packages).flatMap(([path, { name, version, link }]) => {
    const inNodeModules = path.lastIndexOf('node_modules/');
    if (inNodeModules < 0 || link || !version) return [];
    // An alias is installed under another name than its own.
    return [{ name: name ?? path.slice(inNodeModules + 'node_modules/'.length), path, version }];
  });
}

/**
 * @param {string} version
 * @param {string[]} ranges
 */
function isVulnerable(version, ranges) {
  return ranges.some((range) => semver.satisfies(version, range, { includePrerelease: true }));
}

/** @param {string} path a key of the lock file's `packages` */
function lineOf(path) {
  return lockText.slice(0, lockText.indexOf(`${JSON.stringify(path)}:`)).split('\n').length;
}
