// Writes docs/licences.md: every package that is installed with nx-workflow, with the version and licence in its
// package.json. `npm run licences -- --check` only checks that the file is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const document = fileURLToPath(new URL('docs/licences.md', root));

/** @param {string} folder relative to the repository */
const manifest = (folder) => JSON.parse(readFileSync(new URL(`${folder}package.json`, root), 'utf8'));

/**
 * The folder in which Node finds a package, from a folder of node_modules.
 *
 * @param {string} name
 * @param {string} from
 */
function folderOf(name, from) {
  for (let at = from; ; at = at.slice(0, at.lastIndexOf('node_modules/'))) {
    const folder = `${at}node_modules/${name}/`;
    try {
      manifest(folder);
      return folder;
    } catch {
      if (at === '') throw new Error(`${name} is not installed`);
    }
  }
}

/** @typedef {{ name: string, version: string, licence: string, scripts: string[] }} Package */

/** @returns {Package[]} all packages that an installation of this one brings, sorted by name */
export function shippedPackages() {
  /** @type {Map<string, Package>} */
  const found = new Map();
  /** @type {[name: string, from: string][]} */
  const queue = Object.keys(manifest('').dependencies).map((name) => [name, '']);
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [name, from] = next;
    const folder = folderOf(name, from);
    if (found.has(folder)) continue;
    const { version, license, scripts = {}, dependencies = {}, optionalDependencies = {} } = manifest(folder);
    const installing = Object.keys(scripts).filter((script) =>
      ['preinstall', 'install', 'postinstall'].includes(script),
    );
    found.set(folder, { name, version, licence: String(license ?? 'none'), scripts: installing });
    const inner = Object.keys({ ...dependencies, ...optionalDependencies });
    queue.push(...inner.map((one) => /** @type {[string, string]} */ ([one, folder])));
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @param {readonly Package[]} packages */
export function licencesText(packages) {
  const licences = [...new Set(packages.map(({ licence }) => licence))].sort();
  const lists = licences.map((licence) => {
    const names = packages.filter((one) => one.licence === licence).map(({ name, version }) => `${name} ${version}`);
    return `## ${licence}\n\n${names.join(',\n')}\n`;
  });
  return `# Licences

The ${packages.length} packages that an installation of \`nx-workflow\` brings, listed by \`npm run licences\`. Your workspace already has \`nx\`
and \`@nx/devkit\` (MIT). \`typescript\` (Apache-2.0) and \`oxc-transform\` (MIT) are optional.

${lists.join('\n')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = licencesText(shippedPackages());
  if (!process.argv.includes('--check')) writeFileSync(document, text);
  else if (readFileSync(document, 'utf8') !== text) {
    console.error('docs/licences.md is out of date: run `npm run licences`');
    process.exitCode = 1;
  }
}
