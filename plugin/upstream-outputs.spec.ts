import { fakeFacts } from '../testing/fake-facts';
import { inferWorkflows } from './infer';

const many = (folder: string, count: number, scope = '') =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`${folder}/p${at}`, { name: `${scope}${folder}${at}` }]),
  );

/** The globs of upstream outputs that the task `last` hashes. */
function globs(tasks: object, projects: Readonly<Record<string, { name: string }>> = many('libs', 11)): string[] {
  const text = JSON.stringify({ name: 'k', tasks });
  const facts = fakeFacts({
    projects: { k: { name: 'k' }, 'other/c': { name: 'c' }, 'libs/c': { name: 'lc' }, ...projects },
  });
  const [result] = inferWorkflows([{ file: 'k/nx-workflow.json', text }], facts);
  expect(result?.diagnostics).toEqual([]);
  const inputs = result?.projects['k']?.targets?.['last']?.inputs ?? [];
  return inputs.flatMap((input) =>
    typeof input === 'object' && 'dependentTasksOutputFiles' in input ? input.dependentTasksOutputFiles : [],
  );
}

const all = ['libs/p*'];
const make = { command: 'x', project: all, outputs: ['{projectRoot}/dist', '{projectRoot}/gen/*.ts'] };
const last = { command: 'x', inputs: [], dependsOn: ['make'] };

describe('the outputs of many projects that an edge leads to', () => {
  test('up to ten projects of one folder are listed one by one', () => {
    expect(globs({ make, last }, many('libs', 10))).toHaveLength(20);
  });

  test('one glob covers more of them', () => {
    expect(globs({ make, last })).toEqual(['libs/*/{dist,dist/**/*}', 'libs/*/gen/*.ts']);
  });

  test('a few of another folder are listed in addition', () => {
    const both = { ...make, project: [...all, 'other/c'], outputs: ['{projectRoot}/dist'] };
    expect(globs({ make: both, last })).toEqual(['libs/*/{dist,dist/**/*}', 'other/c/{dist,dist/**/*}']);
  });

  test('outputs with the project root or name in another place, and outputs from options', () => {
    const outputs = ['{workspaceRoot}/dist/{projectRoot}', '{options.to}/js'];
    const options = { to: 'out/{projectName}' };
    expect(globs({ make: { ...make, outputs, options }, last }, many('libs', 11, '@acme/'))).toEqual([
      'dist/libs/{*,*/**/*}',
      'out/@acme/*/{js,js/**/*}',
    ]);
  });

  test('a generated folder is hashed without its manifest', () => {
    const options = { patterns: ['x'], templates: [], emit: [], outputDir: '{projectRoot}/gen' };
    expect(globs({ make: { executor: 'nx-workflow:codegen', options, project: all }, last })).toEqual([
      'libs/*/gen/**/!(.codegen-manifest.json)',
    ]);
  });

  test.each([
    ['another task before it writes to such a folder', { after: ['other'] }],
    ['it waits for anything in a form of Nx', { after: ['^build'] }],
    ['it names outputs', { dependsOn: [{ task: 'make', outputs: ['{projectRoot}/dist', '{projectRoot}/gen/*.ts'] }] }],
  ])('where %s, each is named', (_reason, more) => {
    const other = { command: 'x', project: 'libs/c', outputs: ['{projectRoot}/dist'] };
    expect(globs({ make, other, last: { ...last, ...more } })).toHaveLength(22);
  });

  test('another upstream task with outputs elsewhere changes nothing', () => {
    const other = { command: 'x', project: 'libs/c', outputs: ['{projectRoot}/build'] };
    expect(globs({ make, other, last: { ...last, after: ['other'] } })).toHaveLength(2);
  });
});
