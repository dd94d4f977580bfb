// @ts-check
// Compares every locked package with the committed list of advisories. `npm run review` runs it; exit code 1 if a package
// has a critical or high advisory, or cannot be compared.
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import semver from 'semver';
import { readJson } from './json-file.mjs';

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
 * The advisories that match a package of a lock file, by its lines, those that cannot be used, and the packages that
 * cannot be compared.
 *
 * @param {string} folder folder of package-lock.json, relative to the root of the repository
 */
export function matchAdvisories(folder) {
  const lockFile = posix.join(folder, 'package-lock.json');
  const lockText = readFileSync(lockFile, 'utf8');
  const lineOf = (/** @type {string} */ path) =>
    lockText.slice(0, lockText.indexOf(`${JSON.stringify(path)}:`)).split('\n').length;
  const { locked, unread } = lockedPackages(lockFile, readJson(lockFile));
  /** @type {{ compared: string, advisories: Advisory[] }} */
  const { compared, advisories } = readJson(ADVISORIES);
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
    .sort((a, b) => a.line - b.line || (a.advisory < b.advisory ? -1 : 1));
  const serious = matches.filter(({ severity }) => severity === 'critical' || severity === 'high');
  const lines = [
    ...matches.map((one) => {
      const remedy = one.fixed.length > 0 ? `fixed in ${one.fixed.join(', ')}` : 'remove it';
      const kind = serious.includes(one) ? 'error' : 'warning';
      return `${lockFile}:${one.line} ${kind} ${one.advisory}: ${one.package} ${one.version}, ${one.severity}: ${one.summary}; ${remedy}`;
    }),
    ...unusable.map(({ id }) => `${ADVISORIES} error ${id}: package, severity or version range cannot be read`),
    ...(advisories.length === 0 ? [`${ADVISORIES} error it has no advisories`] : []),
    ...unread.map(({ path, why }) => `${lockFile}:${lineOf(path)} error ${path}: ${why}`),
  ];
  return { advisories, compared, locked, matches, serious, unread, unusable, lines };
}

/**
 * Every package that the lock file installs, from its `packages` table (lock file versions 2 and 3): those of a registry
 * and those in the repository, except the root package. A package from an archive with another name or version is listed
 * under both. `unread` has those that cannot be compared.
 *
 * @param {string} lockFile
 * @param {{ packages?: Record<string, { name?: string, version?: string, link?: boolean, resolved?: string }> }} lock
 */
function lockedPackages(lockFile, { packages }) {
  if (!packages) throw new Error(`${lockFile} has no "packages": it needs npm 7 or later`);
  /** @type {{ path: string, why: string }[]} */
  const unread = [];
  const locked = Object.entries(packages).flatMap(([path, { name, version, link, resolved }]) => {
    if (path === '' || link) return [];
    // An alias is installed under another name.
    const own = name ?? path.split('node_modules/').at(-1) ?? path;
    const archive = archiveOf(resolved);
    const isOther = archive && (archive.name !== own || archive.version !== version);
    const others = isOther ? [{ ...archive, path }] : [];
    if (version !== undefined && semver.valid(version)) return [{ name: own, path, version }, ...others];
    if (version !== undefined) unread.push({ path, why: `the version "${version}" cannot be compared` });
    else if (path.includes('node_modules/')) unread.push({ path, why: 'it has no version' });
    return others;
  });
  return { locked, unread };
}

/** Name and version of a package from the URL of its archive in a registry. @param {string} [resolved] */
function archiveOf(resolved = '') {
  const [, name = '', version = ''] =
    /^https?:\/\/[^/]+\/((?:@[^/]+\/)?[^/]+)\/-\/[^/]*?-(\d+\.\d+\.\d+[^/]*)\.tgz/.exec(resolved) ?? [];
  return semver.valid(version) ? { name: decodeURIComponent(name), version } : undefined;
}

/** True if each range is satisfiable, unlike `>2 <1`. @param {unknown} ranges */
function areRanges(ranges) {
  if (!Array.isArray(ranges) || ranges.length === 0) return false;
  return ranges.every((range) => semver.validRange(range) && !semver.subset(range, '<0.0.0-0'));
}

/** @param {string} version @param {string[]} ranges */
function isVulnerable(version, ranges) {
  return ranges.some((range) => semver.satisfies(version, range, { includePrerelease: true }));
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const { advisories, locked, serious, unread, unusable, lines } = matchAdvisories('.');
  for (const line of lines) console.error(line);
  console.log(`review-advisories: ${serious.length} critical or high in ${locked.length} packages`);
  const isComplete = unread.length + unusable.length === 0 && locked.length > 0 && advisories.length > 0;
  process.exitCode = isComplete && serious.length === 0 ? 0 : 1;
}
