// Large workloads with their results.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const load = createRequire(new URL('../../dist/', import.meta.url));

/**
 * @template T
 * @param {(root: string) => T | Promise<T>} work
 */
async function inFolder(work) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-load-')));
  try {
    return await work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {Readonly<Record<string, string>>} files
 */
function write(root, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** @param {number} count */
const row = (count) => Array.from({ length: count }, (_, at) => at);

const OPTIONS = {
  patterns: ['specs/*.{json,yaml}'],
  templates: ['templates/*.hbs'],
  emit: [
    { template: 'one', to: '{{@name}}.txt' },
    { template: 'all', to: 'index.txt', each: 'library' },
  ],
  outputDir: 'generated',
};
const TEMPLATES = {
  'package.json': '{}',
  'templates/one.hbs': '{{title}}\n{{#each nodes}}{{type}} {{value}}\n{{/each}}',
  'templates/all.hbs': '{{#each patterns}}{{title}}\n{{/each}}',
};

/**
 * Runs a target twice and after one change.
 *
 * @param {Readonly<Record<string, string>>} files
 * @param {Readonly<Record<string, string>>} change
 */
function generate(files, change) {
  return inFolder(async (root) => {
    write(root, { ...TEMPLATES, ...files });
    process.env.NX_WORKFLOW_CACHE_DIR = join(root, 'state');
    const { runTarget } = load('./executors/codegen/run-target.js');
    const run = async () => {
      const { success, output, report } = await runTarget(OPTIONS, { root, projectName: 'load' });
      if (!success) throw new Error(output);
      return { rendered: report.generation.rendered, ms: Math.round(report.durationNs / 1e6) };
    };
    const first = await run();
    const again = await run();
    write(root, change);
    return { first, again, changed: await run() };
  });
}

/**
 * Infers the targets of a workflow file in a workspace with projects.
 *
 * @param {object} workflow
 * @param {number} projects
 */
function infer(workflow, projects) {
  return inFolder((root) => {
    write(root, Object.fromEntries(row(projects).map((at) => [`libs/p${at}/project.json`, `{ "name": "p${at}" }`])));
    const { inferWorkflows } = load('./plugin/infer.js');
    const { readWorkspaceFacts } = load('./plugin/workspace-facts.js');
    const text = JSON.stringify(workflow);
    const [result] = inferWorkflows([{ file: 'nx-workflow.json', text }], readWorkspaceFacts(root, {}));
    if (result.diagnostics.length > 0) throw new Error(JSON.stringify(result.diagnostics[0]));
    const targets = Object.values(result.projects).flatMap((project) => Object.keys(project.targets));
    return { targets: targets.length, graphMB: Math.round(JSON.stringify(result.projects).length / 1e5) / 10 };
  });
}

/** A library of nodes as one spec of about this size. @param {number} bytes */
function nodes(bytes) {
  return row(Math.round(bytes / 55)).map((at) => ({ type: `type${at % 50}`, value: at, note: `node ${at} of many` }));
}

/** @type {Record<string, () => Promise<object>>} */
export const pieces = {
  '10000 patterns': () =>
    generate(Object.fromEntries(row(10_000).map((at) => [`specs/p${at}.json`, `{ "title": "T${at}", "nodes": [] }`])), {
      'specs/p77.json': '{ "title": "changed", "nodes": [] }',
    }),
  'a spec of 20 MB in JSON': () =>
    generate(
      { 'specs/big.json': JSON.stringify({ title: 'big', nodes: nodes(20e6) }) },
      { 'specs/big.json': JSON.stringify({ title: 'big', nodes: nodes(19e6) }) },
    ),
  'a spec of 2 MB in YAML': () => {
    const yaml = (/** @type {number} */ bytes) =>
      `title: big\nnodes:\n${nodes(bytes)
        .map(({ type, value, note }) => `  - type: ${type}\n    value: ${value}\n    note: ${note}\n`)
        .join('')}`;
    return generate({ 'specs/big.yaml': yaml(2e6) }, { 'specs/big.yaml': yaml(1.9e6) });
  },
  'a workflow of 1000 tasks': () => {
    const tasks = row(1000).map((at) => [
      `t${at}`,
      { command: 'true', inputs: ['default'], outputs: [`{projectRoot}/o/${at}`], dependsOn: at ? [`t${at - 1}`] : [] },
    ]);
    return infer({ name: 'big', tasks: Object.fromEntries(tasks) }, 0);
  },
  'a workflow of 1000 tasks without inputs': () => {
    const tasks = row(1000).map((at) => [`t${at}`, { command: 'true', outputs: [`{projectRoot}/o/${at}`] }]);
    return infer({ name: 'big', tasks: Object.fromEntries(tasks) }, 0);
  },
  '20 tasks with globs on 200 projects': () => {
    const output = (/** @type {number} */ at) => (at % 2 ? `{projectRoot}/o/${at}` : `{projectRoot}/g/*.${at}`);
    const tasks = row(20).map((at) => [`t${at}`, { command: 'true', project: 'libs/*', outputs: [output(at)] }]);
    return infer({ name: 'big', tasks: Object.fromEntries(tasks) }, 200);
  },
  '20 tasks on 200 projects': () => {
    const tasks = row(20).map((at) => [
      `t${at}`,
      {
        command: 'true',
        project: 'libs/*',
        outputs: [`{projectRoot}/o/${at}`],
        dependsOn: at ? [{ task: `t${at - 1}`, projects: '*' }] : [],
      },
    ]);
    return infer({ name: 'big', tasks: Object.fromEntries(tasks) }, 200);
  },
};
