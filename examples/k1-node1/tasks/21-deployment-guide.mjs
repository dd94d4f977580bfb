// @ts-check
// K1 task 21: the runbook, from the settings in force and the reports of the validation.
// Usage, from the workspace's root: node 21-deployment-guide.mjs <root of the example>
import { parse } from 'jsonc-parser';
import { posix } from 'node:path';
import { families, readJson, readText } from './lib/library.mjs';
import { checkPages, documentTemplate } from './lib/markdown-pages.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';
import { counted } from './lib/words.mjs';

const task = 'deployment-guide';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
const page = 'deployment-guide.md';
const SWITCHES = ['templateCache', 'parallelGeneration', 'incrementalCompilation'];

const workflowFile = posix.join(projectRoot, 'nx-workflow.json');
const { options } = parse(readText(workflowFile)).tasks['code-generation'];
const build = (/** @type {string} */ name) => posix.join(projectRoot, 'build', name);
const ofFamilies = (/** @type {string} */ name) =>
  families(projectRoot).map((family) => readJson(posix.join(family, 'build', name)));

/** @type {{ files: string[], findings: unknown[] }[]} */
const audits = ofFamilies('security-audit/audit-report.json');
/** @type {{ patterns: { difference: number, foldable: unknown[], duplicates: unknown[], dead: unknown[] }[] }[]} */
const optimisations = ofFamilies('code-optimization/optimization-report.json');
/** @type {{ frames: { frames: number }[] }[]} */
const frames = ofFamilies('regression-testing/regression-report.json');
/** @type {{ runs: { phase: string, hash: string }[] }} */
const regression = readJson(build('regression-testing/regression-report.json'));
/** @type {{ budgets: { pattern: Record<string, { limit: number, unit: string }> }, distribution: Record<string, { max: number }>, patterns: unknown[] }} */
const headroom = readJson(build('scalability-review/headroom-report.json'));

const sum = (/** @type {number[]} */ numbers) => numbers.reduce((total, one) => total + one, 0);
const patterns = optimisations.flatMap((one) => one.patterns);
const findings = sum(audits.map((one) => one.findings.length));
const spare = sum(patterns.map((one) => one.foldable.length + one.duplicates.length + one.dead.length));
const hashes = new Set(regression.runs.map(({ phase, hash }) => `${phase === 'edited'} ${hash}`));
const unlike = hashes.size - 2;

const text = documentTemplate(
  projectRoot,
  'runbook',
)({
  workflowFile,
  measurements: build('performance-testing/measurements/measurements.json'),
  updateGoldens: `node ${posix.join(projectRoot, 'tasks/update-goldens.mjs')}`,
  checkedTarget: 'k1-prism:code-generation',
  checks: [
    {
      name: 'Banned code and secrets',
      result: `${findings} in ${sum(audits.map((one) => one.files.length))} generated files`,
    },
    {
      name: 'Switches',
      result: `${regression.runs.length} ways of generating, ${unlike === 0 ? 'the same bytes' : `${unlike} differ`}`,
    },
    {
      name: 'Frames against their goldens',
      result: `${sum(frames.flatMap((one) => one.frames.map(({ frames: count }) => count)))} frames compared`,
    },
    {
      name: 'Nodes to spare',
      result: `${counted(spare, 'node')}, ${counted(-sum(patterns.map(({ difference }) => difference)), 'byte')} of C++`,
    },
    { name: 'Budgets', result: `${headroom.patterns.length} patterns within them` },
  ],
  ways: regression.runs.length,
  switches: SWITCHES.map((name) => ({ name, state: options.optimizations?.[name] === false ? 'off' : 'on' })),
  settings: [
    { name: 'Output', value: options.outputDir },
    {
      name: 'Compiler',
      value:
        (options.compile ?? []).map((/** @type {any} */ one) => one.transformer ?? one.compiler).join(', ') || 'none',
    },
    { name: 'Worker threads', value: options.workers ?? 'auto' },
    { name: 'On an error', value: options.onError ?? 'stop' },
    {
      name: 'Files of a pattern',
      value: options.emit.filter((/** @type {any} */ one) => one.each !== 'library').length,
    },
    {
      name: 'Files of a family',
      value: options.emit.filter((/** @type {any} */ one) => one.each === 'library').length,
    },
  ],
  budgets: Object.entries(headroom.budgets.pattern).map(([name, { limit, unit }]) => {
    const largest = headroom.distribution[name]?.max ?? 0;
    return { name, limit, unit, largest, left: Math.round(100 * (1 - largest / limit)) };
  }),
});
const { style, links } = checkPages(output, new Map([[page, text]]));

openOutput(output);
writeOutput(output, page, text);
for (const line of [...style, ...links]) console.error(line);
finish(output, {
  task,
  gates: [
    atLeast('families-audited', 1, audits.length),
    atMost('audit-findings', 0, findings),
    atMost('ways-that-differ', 0, unlike),
    atMost('style-findings', 0, style.length + links.length),
  ],
  figures: {
    switchesOff: SWITCHES.filter((name) => options.optimizations?.[name] === false).length,
    patterns: patterns.length,
  },
});
