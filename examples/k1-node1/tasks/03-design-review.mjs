// @ts-check
// K1 task 3: all imports of the repository follow its rules of direction, the ones that its linter checks.
// Usage, from the workspace's root: node 03-design-review.mjs <root of the plugin>
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { hiddenImports, ruleProblems } from './lib/import-rules.mjs';
import { atLeast, atMost, compareText, finish, openOutput, writeOutput } from './lib/result.mjs';

const task = 'design-review';
const projectRoot = process.argv[2] ?? '.';
const output = posix.join(projectRoot, 'build', task);

/** Where a path given to a function of `createRequire` would go past the rules; `require` itself they see. */
const PRODUCT =
  /^(bin|plugin|engine|executors|cli|profile|generators|diagnostics|state|modules)\/(?!.*(\.spec\.ts$|testing\/))/;
const RULES = posix.join(projectRoot, '.dependency-cruiser.cjs');

const { ruleSet, ...options } = await extractDepcruiseOptions(resolve(RULES));
const { modules, summary } = await importGraph();
const edges = modules.flatMap(({ source, dependencies }) =>
  dependencies.map(({ module, resolved }) => ({ from: source, to: resolved, specifier: module })),
);
// Packages and Node's own modules are nodes of the graph too; what is reviewed is the repository's own code.
const own = modules.filter(
  ({ source, coreModule, couldNotResolve }) =>
    !coreModule && !couldNotResolve && !/(^|\/)(node_modules|dist)\//.test(source),
);
const ownNames = new Set(own.map(({ source }) => source));
const ownEdges = edges.filter(({ from, to }) => ownNames.has(from) && ownNames.has(to));
const violations = summary.violations
  .map(({ from, to, rule, cycle }) => ({
    rule: rule.name,
    severity: rule.severity,
    from,
    to: nodeName(to),
    line: lineOf(from, to),
    ...(cycle ? { cycle: [from, ...cycle.map(({ name }) => name)] } : {}),
  }))
  .sort((a, b) => compareText(a.from, b.from) || a.line - b.line || compareText(a.rule, b.rule));
const idle = ruleProblems(
  ruleSet ?? {},
  own.map(({ source }) => source),
);
const hidden = own
  .filter(({ source }) => PRODUCT.test(source))
  .flatMap(({ source }) =>
    hiddenImports(readFileSync(join(projectRoot, source), 'utf8')).map((one) => ({ file: source, ...one })),
  );
const cycles = violations.filter((one) => one.cycle !== undefined);

openOutput(output);
writeOutput(output, 'design-review.json', {
  modules: own.length,
  edges: ownEdges.length,
  layers: layerTable(),
  packages: [...new Set(edges.filter(({ to }) => !ownNames.has(to)).map(({ to }) => nodeName(to)))].sort(compareText),
  violations,
});
for (const { rule, severity, from, line, to, cycle } of violations) {
  console.error(`${from}:${line} ${severity} ${rule}: ${cycle ? cycle.join(' -> ') : `imports ${to}`}`);
}
for (const text of idle) console.error(`${RULES} error ${text}`);
for (const { file, line, path } of hidden) {
  console.error(`${file}:${line} error hidden-import: loads ${path} where no rule sees it; import it, or use require`);
}
finish(output, {
  task,
  gates: [
    atLeast('modules-reviewed', 1, own.length),
    atMost('rules-that-do-nothing', 0, idle.length),
    atMost('hidden-imports', 0, hidden.length),
    atMost('violations', 0, violations.length - cycles.length),
    atMost('import-cycles', 0, cycles.length),
  ],
  figures: { modules: own.length, edges: ownEdges.length, violations: violations.length, cycles: cycles.length },
});

/** @returns {Promise<import('dependency-cruiser').ICruiseResult>} */
async function importGraph() {
  const { output: result } = await cruise(
    ['.'],
    {
      ...options,
      ruleSet,
      validate: true,
      baseDir: resolve(projectRoot),
      tsConfig: { fileName: resolve(projectRoot, 'tsconfig.json') },
    },
    options.enhancedResolveOptions,
  );
  if (typeof result === 'string') throw new Error(result);
  return result;
}

/** How many imports lead from each folder to each other one. */
function layerTable() {
  /** @type {Record<string, Record<string, number>>} */
  const table = {};
  for (const { from, to } of ownEdges) {
    const [source = '', target = ''] = [from, to].map((name) =>
      name.includes('/') ? (name.split('/')[0] ?? '') : '.',
    );
    const row = (table[source] ??= {});
    row[target] = (row[target] ?? 0) + 1;
  }
  return table;
}

/**
 * A package by its name alone: where its main file lies is its own business.
 *
 * @param {string} name
 */
function nodeName(name) {
  const parts = name.split('node_modules/').at(-1)?.split('/') ?? [];
  return name.includes('node_modules/') ? parts.slice(0, name.includes('/@') ? 2 : 1).join('/') : name;
}

/**
 * The line of the import statement, or 1 where it is not written out.
 *
 * @param {string} from
 * @param {string} to
 */
function lineOf(from, to) {
  const specifier = edges.find((edge) => edge.from === from && edge.to === to)?.specifier ?? to;
  const lines = readFileSync(join(projectRoot, from), 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`));
  return Math.max(0, index) + 1;
}
