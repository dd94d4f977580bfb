// @ts-check
// K1 task 21: the runbook, from the settings in force and the reports of the validation.
// Usage, from the workspace's root: node 21-deployment-guide.mjs <root of the example>
import { posix } from 'node:path';
import { SWITCHES, generationOptions } from './lib/generation-options.mjs';
import { readJson } from './lib/json-file.mjs';
import { families } from './lib/library.mjs';
import { checkPages, documentTemplate } from './lib/markdown-pages.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';
import { counted } from '../documents/words.mjs';

const task = 'deployment-guide';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
const page = 'deployment-guide.md';
/** Number of runs: every combination of the three switches, each cold, warm and after an edit. */
const WAYS = 3 * 2 ** SWITCHES.length;

const workflowFile = posix.join(projectRoot, 'nx-workflow.json');
const options = generationOptions(workflowFile);
const build = (/** @type {string} */ name) => posix.join(projectRoot, 'build', name);
const reportOf = (/** @type {string} */ root, /** @type {string} */ name) => {
  const file = posix.join(root, 'build', name);
  return { file, ...readJson(file) };
};
const ofFamilies = (/** @type {string} */ name) => families(projectRoot).map((family) => reportOf(family, name));

/** @type {{ file: string, files: string[], findings: unknown[] }[]} */
const audits = [
  ...ofFamilies('security-audit/audit-report.json'),
  reportOf(projectRoot, 'security-audit/audit-report.json'),
];
/** @type {{ file: string, patterns: { id: string, difference: number, foldable: unknown[], duplicates: unknown[], dead: unknown[] }[] }[]} */
const optimisations = ofFamilies('code-optimization/optimization-report.json');
/** @type {{ file: string, frames: { id: string, frames: number }[] }[]} */
const frames = ofFamilies('regression-testing/regression-report.json');
const regressionFile = build('regression-testing/regression-report.json');
/** @type {{ runs: { switches: string, phase: string, hash: string }[] }} */
const regression = readJson(regressionFile);
const headroomFile = build('scalability-review/headroom-report.json');
/** @type {{ budgets: { pattern: Record<string, { limit: number, unit: string }> }, distribution: Record<string, { max: number }>, patterns: { id: string, headroom: Record<string, number> }[] }} */
const headroom = readJson(headroomFile);

const sum = (/** @type {number[]} */ numbers) => numbers.reduce((total, one) => total + one, 0);
const patterns = optimisations.flatMap((one) => one.patterns);
const findings = sum(audits.map((one) => one.findings.length));
const spare = sum(patterns.map((one) => one.foldable.length + one.duplicates.length + one.dead.length));
const unlike = regression.runs.filter(({ phase, hash }, _index, runs) => {
  const first = runs.find((one) => (one.phase === 'edited') === (phase === 'edited'));
  return hash !== first?.hash;
});
const over = headroom.patterns.filter((one) => Object.values(one.headroom).some((share) => share < 0));

/** Errors for empty reports and for patterns missing from a report. */
const hollow = [
  ...audits.filter(({ files }) => files.length === 0).map(({ file }) => `${file} error no files were audited`),
  ...optimisations.flatMap((one, at) => {
    const ids = one.patterns.map(({ id }) => id);
    const compared = frames[at];
    const undrawn = ids.filter((id) => !compared?.frames.some((row) => row.id === id && row.frames > 0));
    const unbudgeted = ids.filter((id) => !headroom.patterns.some((row) => row.id === id && isCounted(row.headroom)));
    return [
      ...(ids.length === 0 ? [`${one.file} error it has no patterns`] : []),
      ...undrawn.map((id) => `${compared?.file} error "${id}" has no frames`),
      ...unbudgeted.map((id) => `${headroomFile} error "${id}" is not counted`),
    ];
  }),
  ...(regression.runs.length < WAYS ? [`${regressionFile} error ${regression.runs.length} ways, not ${WAYS}`] : []),
];

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
      result: `${regression.runs.length} ways of generating, ${unlike.length === 0 ? 'the same bytes' : `${unlike.length} differ`}`,
    },
    {
      name: 'Frames against their goldens',
      result: `${sum(frames.flatMap((one) => one.frames.map(({ frames: count }) => count)))} frames compared`,
    },
    {
      name: 'Nodes to spare',
      result: `${counted(spare, 'node')}, ${counted(-sum(patterns.map(({ difference }) => difference)), 'byte')} of C++`,
    },
    {
      name: 'Budgets',
      result: `${headroom.patterns.length - over.length} of ${counted(headroom.patterns.length, 'pattern')} within them`,
    },
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
for (const line of hollow) console.error(line);
for (const one of audits.filter((audit) => audit.findings.length > 0)) {
  console.error(`${one.file} error it has ${counted(one.findings.length, 'finding')}`);
}
for (const { switches, phase } of unlike) {
  console.error(`${regressionFile} error with ${switches}, ${phase}: the output differs`);
}
for (const { id } of over) console.error(`${headroomFile} error "${id}" is over a budget`);
for (const line of [...style, ...links]) console.error(line);
finish(output, {
  task,
  gates: [
    atLeast('projects-audited', 2, audits.length),
    atMost('reports-that-say-nothing', 0, hollow.length),
    atMost('audit-findings', 0, findings),
    atMost('ways-that-differ', 0, unlike.length),
    atMost('patterns-over-budget', 0, over.length),
    atMost('style-findings', 0, style.length + links.length),
  ],
  figures: {
    switchesOff: SWITCHES.filter((name) => options.optimizations?.[name] === false).length,
    patterns: patterns.length,
  },
});

/** @param {Record<string, number>} headroom */
function isCounted(headroom) {
  const shares = Object.values(headroom);
  return shares.length > 0 && shares.every(Number.isFinite);
}
