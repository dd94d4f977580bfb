// @ts-check
// Checks all imports of the repository against its import rules. `npm run lint` runs it; exit code 1 if a rule is broken.
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { hiddenImports, ruleProblems } from './import-rules.mjs';

/** Files in which a path passed to a function of `createRequire` would evade the rules, which do see `require`. */
const PRODUCT =
  /^(bin|plugin|engine|executors|cli|profile|generators|diagnostics|state|modules)\/(?!.*(\.spec\.ts$|testing\/))/;

/**
 * @typedef {{ from: string, to: string, specifier: string }} Edge
 * @typedef {{ rule: string, severity: string, from: string, to: string, line: number, cycle?: string[] }} Violation
 */

/**
 * @param {string} root of the repository
 * @returns {Promise<{ modules: number, edges: number, layers: Record<string, Record<string, number>>,
 *   packages: string[], violations: Violation[], idle: string[], hidden: string[] }>} `layers` counts the imports from
 *   each folder to each other one; `idle` and `hidden` are messages, about rules that do nothing and imports that no rule sees
 */
export async function reviewImports(root) {
  const rulesFile = posix.join(root, '.dependency-cruiser.cjs');
  const { ruleSet = {}, ...options } = await extractDepcruiseOptions(resolve(rulesFile));
  const { modules, summary } = await importGraph(root, ruleSet, options).catch((/** @type {Error} */ error) => {
    throw new Error(`${rulesFile} error ${error.message.trim()}`, { cause: error });
  });
  const edges = modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ module, resolved }) => ({ from: source, to: resolved, specifier: module })),
  );
  // Packages and built-in modules are nodes of the graph too; only the repository's own code is checked.
  const own = modules.filter(
    ({ source, coreModule, couldNotResolve }) =>
      !coreModule && !couldNotResolve && !/(^|\/)(node_modules|dist)\//.test(source),
  );
  const names = new Set(own.map(({ source }) => source));
  const ownEdges = edges.filter(({ from, to }) => names.has(from) && names.has(to));
  const violations = summary.violations
    .map(({ from, to, rule, cycle }) => ({
      rule: rule.name,
      severity: rule.severity,
      from,
      to: nodeName(to),
      line: lineOf(join(root, from), edges.find((edge) => edge.from === from && edge.to === to)?.specifier ?? to),
      ...(cycle ? { cycle: [from, ...cycle.map(({ name }) => name)] } : {}),
    }))
    .sort((a, b) => order(a.from, b.from) || a.line - b.line || order(a.rule, b.rule));
  const packages = [...new Set(edges.filter(({ to }) => !names.has(to)).map(({ to }) => nodeName(to)))].sort(order);
  const idle = ruleProblems(ruleSet, [...names]).map((text) => `${rulesFile} error ${text}`);
  const hidden = [...names].filter((name) => PRODUCT.test(name)).flatMap((name) => hiddenLines(root, name));
  return {
    modules: own.length,
    edges: ownEdges.length,
    layers: layerTable(ownEdges),
    packages,
    violations,
    idle,
    hidden,
  };
}

/** @param {Violation} violation */
export function violationLine({ rule, severity, from, line, to, cycle }) {
  return `${from}:${line} ${severity} ${rule}: ${cycle ? cycle.join(' -> ') : `imports ${to}`}`;
}

/** @param {string} root @param {string} file */
function hiddenLines(root, file) {
  return hiddenImports(readFileSync(join(root, file), 'utf8')).map(
    ({ line, path }) =>
      `${file}:${line} error hidden-import: loads ${path} where no rule sees it; import it, or use require`,
  );
}

/**
 * @param {string} root
 * @param {import('dependency-cruiser').IFlattenedRuleSet} ruleSet
 * @param {import('dependency-cruiser').ICruiseOptions} options
 * @returns {Promise<import('dependency-cruiser').ICruiseResult>}
 */
async function importGraph(root, ruleSet, options) {
  const { output: result } = await cruise(
    ['.'],
    {
      ...options,
      ruleSet,
      validate: true,
      baseDir: resolve(root),
      tsConfig: { fileName: resolve(root, 'tsconfig.json') },
    },
    options.enhancedResolveOptions,
  );
  if (typeof result === 'string') throw new Error(result);
  return result;
}

/** @param {Edge[]} edges */
function layerTable(edges) {
  /** @type {Record<string, Record<string, number>>} */
  const table = {};
  for (const { from, to } of edges) {
    const [source = '', target = ''] = [from, to].map((name) =>
      name.includes('/') ? (name.split('/')[0] ?? '') : '.',
    );
    const row = (table[source] ??= {});
    row[target] = (row[target] ?? 0) + 1;
  }
  return table;
}

/** The package name without the path of its main file. @param {string} name */
function nodeName(name) {
  const parts = name.split('node_modules/').at(-1)?.split('/') ?? [];
  return name.includes('node_modules/') ? parts.slice(0, name.includes('/@') ? 2 : 1).join('/') : name;
}

/** The line of an import statement, or 1 if it is not found. @param {string} file @param {string} specifier */
function lineOf(file, specifier) {
  const lines = readFileSync(file, 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`));
  return Math.max(0, index) + 1;
}

/** @param {string} a @param {string} b */
function order(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const { modules, violations, idle, hidden } = await reviewImports('.');
  for (const line of [...violations.map(violationLine), ...idle, ...hidden]) console.error(line);
  console.log(`review-imports: ${violations.length} violations in ${modules} modules`);
  process.exitCode = violations.length + idle.length + hidden.length > 0 || modules === 0 ? 1 : 0;
}
