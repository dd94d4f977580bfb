// @ts-check
// K1 task 22: merges the results of all tasks into one summary. A missing result is an error.
// Usage, from the workspace's root: node 22-project-summary.mjs <root of the example>
import { existsSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { checkPages, documentTemplate } from './lib/markdown-pages.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';
import { mergeResults } from './lib/task-results.mjs';
import { titleOf } from '../documents/words.mjs';

const task = 'project-summary';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
const TOTAL = 22;
const DOCUMENTS = [
  'pages/index.md',
  'pages/architecture/index.md',
  'deployment-guide/deployment-guide.md',
  'scalability-review/headroom-report.json',
  'regression-testing/regression-report.json',
];

const { tasks, problems, missing, phases } = mergeResults(posix.join(projectRoot, 'nx-workflow.json'), task, TOTAL);
const absent = DOCUMENTS.map((name) => posix.join(projectRoot, 'build', name)).filter(
  (file) => !existsSync(file) || statSync(file).size === 0,
);
const rows = tasks.map(({ id, name, phase, results }) => {
  const gates = results.flatMap(({ project, result }) => result.gates.map((gate) => ({ ...gate, project })));
  const passed = results.length > 0 && results.every(({ result }) => result.status === 'passed');
  const open = gates.filter((gate) => !gate.passed);
  const status = passed ? (open.length > 0 ? 'passed, with a warning' : 'passed') : 'failed';
  return { id, name, phase, results, gates, open, passed, status };
});
const done = rows.filter(({ passed }) => passed).length;
const gates = rows.flatMap((row) => row.gates);
const notes = rows.flatMap(({ name, open }) =>
  open.map(
    ({ name: gate, project, threshold, actual }) =>
      `\`${name}\` on \`${project}\`: ${gate}, threshold ${threshold}, actual ${actual}`,
  ),
);
// This task counts itself: it is complete once it has merged all others.
const complete = done === TOTAL - 1 && problems.length === 0 && absent.length === 0;
const total = complete ? TOTAL : done;
const text = page();
const { style } = checkPages(output, new Map([['project-summary.md', text]]));

openOutput(output);
writeOutput(output, 'project-summary.json', {
  done: total,
  total: TOTAL,
  gates: { total: gates.length, passed: gates.filter(({ passed }) => passed).length },
  tasks: rows.map(({ id, name, phase, status, results }) => ({ id, name, phase, status, results })),
});
writeOutput(output, 'project-summary.md', text);
for (const line of [...problems, ...style]) console.error(line);
for (const file of absent) console.error(`${file} error missing or empty`);
for (const { id, name, passed, results } of rows) {
  if (!passed && results.length > 0)
    console.error(`${posix.join(projectRoot, 'build', name)} error task ${id}, ${name}, failed`);
}
console.log(`${total} of ${TOTAL} tasks`);
finish(output, {
  task,
  gates: [
    atLeast('tasks-done', TOTAL, total),
    atMost('results-missing', 0, missing + absent.length),
    atMost('results-unreadable', 0, problems.length - missing),
  ],
  figures: { tasks: total, results: rows.reduce((sum, { results }) => sum + results.length, 0), gates: gates.length },
});

function page() {
  return documentTemplate(
    projectRoot,
    'summary',
  )({
    done: total,
    total: TOTAL,
    gates: gates.length,
    gatesPassed: gates.filter(({ passed }) => passed).length,
    warnings: notes.length,
    notes,
    phases: phases.map((phase) => ({
      title: titleOf(phase.replaceAll('-', '_')),
      tasks: [
        ...rows
          .filter((row) => row.phase === phase)
          .map((row) => ({
            id: row.id,
            title: titleOf(row.name.replaceAll('-', '_')),
            projects: row.results.length,
            gates: row.gates.length,
            passed: row.gates.filter(({ passed }) => passed).length,
            status: row.status,
          })),
        ...(phase === phases.at(-1) && complete
          ? [{ id: TOTAL, title: 'Project summary', projects: 1, gates: 3, passed: 3, status: 'passed' }]
          : []),
      ],
    })),
    numbers: numbers(),
  });
}

/** The figures of each task, summed over its projects. */
function numbers() {
  const count = (/** @type {string} */ name, /** @type {string} */ figure) =>
    (rows.find((row) => row.name === name)?.results ?? []).reduce(
      (sum, { result }) => sum + Number(result.figures[figure] ?? 0),
      0,
    );
  return [
    { name: 'Patterns', value: count('pattern-recognition', 'specs') },
    { name: 'Nodes', value: count('pattern-recognition', 'nodes') },
    { name: 'Node types', value: count('architecture-analysis', 'nodeTypes') },
    { name: 'Generated files', value: count('code-generation', 'files') },
    { name: 'Unit tests', value: count('unit-test-suite', 'tests') },
    { name: 'Integration tests', value: count('integration-testing', 'tests') },
    { name: 'Pages and diagrams', value: count('api-documentation', 'pages') + count('architecture-guide', 'pages') },
    { name: 'Frames compared with goldens', value: count('regression-testing', 'frames') },
    { name: 'Error codes', value: count('error-handling', 'codes') },
  ];
}
