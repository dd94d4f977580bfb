// @ts-check
// K1 task 2: no locked package version is on the committed list of advisories.
// Usage, from the workspace's root: node 02-scan-vulnerabilities.mjs <folder of package-lock.json>
import { join, posix, relative } from 'node:path';
import semver from 'semver';
import { readJson, readText } from './lib/json-file.mjs';
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

const lockText = readText(lockFile);
const advisoryFile = relative('.', join(import.meta.dirname, '../security/advisories.json'));
/** What of the lock file cannot be compared. @type {{ path: string, why: string }[]} */
const unread = [];
const locked = lockedPackages(readJson(lockFile));
/** @type {{ compared: string, advisories: Advisory[] }} */
const { compared, advisories } = readJson(advisoryFile);

const unusable = advisories.filter(
  ({ package: name, severity, vulnerable, fixed }) =>
    typeof name !== 'string' || !SEVERITIES.includes(severity) || !Array.isArray(fixed) || !areRanges(vulnerable),
);
const matches = locked
  .flatMap(({ name, path, version }) =>
    advisories
      .filter((one) => one.package === name && !unusable.includes(one) && isVulnerable(version, one.vulnerable))
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
  console.error(`${advisoryFile} error ${id}: package, severity or version range cannot be read`);
}
if (advisories.length === 0) console.error(`${advisoryFile} error it has no advisories`);
for (const { path, why } of unread) console.error(`${lockFile}:${lineOf(path)} error ${path}: ${why}`);
finish(output, {
  task,
  gates: [
    atLeast('packages-checked', 1, locked.length),
    atMost('packages-not-compared', 0, unread.length),
    atLeast('advisories-known', 1, advisories.length),
    atMost('advisories-unusable', 0, unusable.length),
    atMost('critical-or-high', 0, serious.length),
    atMost('moderate-or-low', 0, matches.length - serious.length, false),
  ],
  figures: { packages: locked.length, advisories: advisories.length, matches: matches.length },
});

/**
 * Every package that the lock file installs, from its `packages` table (lock file versions 2 and 3): those of a registry
 * and those that lie in the repository, but for the repository itself. One that comes from an archive of another name or
 * version is both.
 *
 * @param {{ packages?: Record<string, { name?: string, version?: string, link?: boolean, resolved?: string }> }} lock
 * @returns {{ name: string, path: string, version: string }[]}
 */
function lockedPackages({ packages }) {
  if (!packages) throw new Error(`${lockFile} has no "packages": it needs npm 7 or later`);
  return Object.entries(packages).flatMap(([path, { name, version, link, resolved }]) => {
    if (path === '' || link) return [];
    // An alias is installed under another name than its own.
    const own = name ?? path.split('node_modules/').at(-1) ?? path;
    const archive = archiveOf(resolved);
    const isOther = archive && (archive.name !== own || archive.version !== version);
    const others = isOther ? [{ ...archive, path }] : [];
    if (version !== undefined && semver.valid(version)) return [{ name: own, path, version }, ...others];
    const isRegistered = path.includes('node_modules/');
    if (version !== undefined) unread.push({ path, why: `the version "${version}" cannot be compared` });
    else if (isRegistered) unread.push({ path, why: 'it has no version' });
    return others;
  });
}

/** Name and version of a package by the address of its archive in a registry. @param {string} [resolved] */
function archiveOf(resolved = '') {
  const [, name = '', version = ''] =
    /^https?:\/\/[^/]+\/((?:@[^/]+\/)?[^/]+)\/-\/[^/]*?-(\d+\.\d+\.\d+[^/]*)\.tgz/.exec(resolved) ?? [];
  return semver.valid(version) ? { name: decodeURIComponent(name), version } : undefined;
}

/** Whether versions can lie in each of some ranges: none can that is above 2 and below 1. @param {unknown} ranges */
function areRanges(ranges) {
  if (!Array.isArray(ranges) || ranges.length === 0) return false;
  return ranges.every((range) => semver.validRange(range) && !semver.subset(range, '<0.0.0-0'));
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
