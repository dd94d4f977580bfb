import { resolveOutput } from './resolve-output';

it.each([
  ['{projectRoot}/build', {}, 'libs/a/build'],
  ['!{projectRoot}/build/*.log', {}, '!libs/a/build/*.log'],
  ['{workspaceRoot}/dist/{projectName}', {}, 'dist/a'],
  ['{options.out}', { out: '{workspaceRoot}/dist/{projectName}/' }, 'dist/a'],
  ['{options.report.file}', { report: { file: './{projectRoot}/report.json' } }, 'libs/a/report.json'],
  ['{options.missing}', {}, undefined],
])('%s is the path that Nx stores', (output, options, path) => {
  expect(resolveOutput(output, { root: 'libs/a', projectName: 'a', options })).toBe(path);
});
