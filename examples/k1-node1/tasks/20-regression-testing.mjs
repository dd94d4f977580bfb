// @ts-check
// K1 task 20. On the example: no switch changes a byte of what is generated. On a family: its renderers draw what
// they drew when their goldens were taken.
// Usage, from the workspace's root: node 20-regression-testing.mjs <root of the example, or of a family>
import glob from 'fast-glob';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { kebabCase } from 'scule';
import { compareFrames, goldenFrames } from './lib/golden-frames.mjs';
import { generationOptions } from './lib/generation-options.mjs';
import { families, familyIndex, librarySpecs } from './lib/library.mjs';
import { loadFamily, readFixtures } from './lib/renderers.mjs';
import { atLeast, atMost, compareText, finish, openOutput, writeOutput } from './lib/result.mjs';
import { filesOf, firstDifference, switchRuns } from './lib/switch-runs.mjs';
import { counted } from '../documents/words.mjs';

const task = 'regression-testing';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);

openOutput(output);
if (families(projectRoot).length > 0) await compareSwitches();
else await compareGoldens(posix.dirname(posix.dirname(projectRoot)));

async function compareSwitches() {
  const specs = librarySpecs(projectRoot);
  const workflowFile = posix.join(projectRoot, 'nx-workflow.json');
  const options = generationOptions(workflowFile);
  // The C++ that families share has a task of its own, and is made from the same facts.
  const all = { ...options, emit: [...options.emit, ...generationOptions(workflowFile, 'cpp-runtime').emit] };
  const runs = await switchRuns(all, specs, posix.join(output, 'work'), projectRoot);
  const [cold, , edited] = runs;
  /** @type {string[]} */
  const unlike = [];
  for (const { switches, phase, files } of runs) {
    const found = firstDifference(((phase === 'edited' ? edited : cold) ?? runs[0])?.files ?? files, files);
    // One look at the bytes is enough: the others differ for the same reason, most likely.
    const patch = unlike.length === 0 ? `\n${found?.patch}` : '';
    if (found) unlike.push(`with ${switches}, ${phase}: ${found.file} is not the same${patch}`);
  }
  const stale = staleFiles(cold?.files ?? new Map());
  writeOutput(output, 'regression-report.json', {
    runs: runs.map(({ switches, phase, files, hash }) => ({ switches, phase, files: files.size, hash })),
  });
  for (const text of unlike) console.error(`${projectRoot} error ${text}`);
  for (const text of stale) console.error(text);
  finish(output, {
    task,
    gates: [
      atLeast('ways-of-generating', 24, runs.length),
      atMost('ways-that-differ', 0, unlike.length),
      atMost('folders-out-of-date', 0, stale.length),
    ],
    figures: { patterns: Object.keys(specs).length, runs: runs.length, files: cold?.files.size ?? 0 },
  });
}

/** What has been generated for the families, against what has just been. @param {Map<string, Buffer>} fresh */
function staleFiles(fresh) {
  const folders = families(projectRoot).map((family) => ({
    folder: posix.join(family, 'build/code-generation'),
    subjects: familyIndex(family).flatMap(({ id }) => [id, kebabCase(id)]),
  }));
  folders.push({ folder: posix.join(projectRoot, 'build/cpp-runtime'), subjects: ['k1_runtime'] });
  return folders.flatMap(({ folder, subjects }) => {
    const own = filesOf(folder, { manifest: false });
    const due = [...fresh.keys()].filter((name) => subjects.includes(posix.basename(name).split('.')[0] ?? ''));
    // Files about the whole library are about the family there.
    const names = [...new Set([...own.keys(), ...due])].filter((name) => !/^ts\/index\./.test(name));
    const nothing = Buffer.from('');
    const found = firstDifference(
      new Map(names.map((name) => [name, own.get(name) ?? nothing])),
      new Map(names.map((name) => [name, fresh.get(name) ?? nothing])),
    );
    return found ? [`${folder}/${found.file} error it is not what is generated now\n${found.patch}`] : [];
  });
}

/** @param {string} example */
async function compareGoldens(example) {
  const folder = posix.join(projectRoot, 'goldens');
  const fixtures = readFixtures(example);
  const renderers = await loadFamily(projectRoot);
  const ids = new Set(renderers.map(({ module }) => module.meta.id));
  const stale = glob
    .sync(posix.join(glob.escapePath(folder), '**/*'))
    .filter((file) => !ids.has(posix.relative(folder, file).replace(/\.png$/, '')))
    .sort(compareText)
    .map((file) => `${file} error there is no pattern of this name`);
  /** @type {string[]} */
  const missing = [];
  /** @type {string[]} */
  const different = [];
  const compared = [];
  for (const renderer of renderers) {
    const { id } = renderer.module.meta;
    const file = posix.join(folder, `${id}.png`);
    const frames = goldenFrames(renderer, fixtures);
    compared.push({ id, frames: frames.height });
    if (!existsSync(file)) {
      missing.push(`${file} error the pattern has no golden`);
      continue;
    }
    const comparison = compareFrames(frames, readFileSync(file));
    if (!comparison.equal) different.push(`${file} error "${id}" draws something else${details(id, comparison)}`);
  }
  writeOutput(output, 'regression-report.json', { frames: compared });
  const errors = [...stale, ...missing, ...different];
  for (const line of errors) console.error(line);
  const renew = `node ${posix.join(example, 'tasks/update-goldens.mjs')} ${projectRoot}`;
  if (errors.length > 0) console.error(`If this is how it is meant to look, renew the goldens: ${renew}`);
  finish(output, {
    task,
    gates: [
      atLeast('patterns-compared', 1, compared.length),
      atMost('goldens-missing', 0, missing.length),
      atMost('goldens-left-over', 0, stale.length),
      atMost('patterns-that-draw-something-else', 0, different.length),
    ],
    figures: { patterns: compared.length, frames: compared.reduce((sum, one) => sum + one.frames, 0) },
  });
}

/**
 * What differs, for people, and a picture of it beside the report.
 *
 * @param {string} id
 * @param {Exclude<ReturnType<typeof compareFrames>, { equal: true }>} comparison
 */
function details(id, comparison) {
  if ('problem' in comparison) return `: ${comparison.problem}`;
  const { difference, picture } = comparison;
  const shown = posix.join(output, 'differences', `${id}.png`);
  mkdirSync(posix.dirname(shown), { recursive: true });
  writeFileSync(shown, picture);
  return [
    '',
    `  first     ${difference.row}, LED ${difference.led}`,
    `  expected  ${difference.expected}`,
    `  actual    ${difference.actual}`,
    `  in all    ${counted(difference.values, 'value')}, by up to ${difference.most} of 255`,
    `  picture   ${shown} (golden, frames of now, where they differ)`,
  ].join('\n');
}
