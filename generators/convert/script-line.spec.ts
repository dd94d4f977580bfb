import { readScriptLine } from './script-line';

const SCRIPTS = ['clean', 'build', 'build:css', 'build:js', 'build:js:min', 'lint', 'test'];

test.each<[string, string[][], string | undefined]>([
  ['tsc -p .', [], 'tsc -p .'],
  ['node a.js | tee log', [], 'node a.js | tee log'],
  ['a; b', [], 'a; b'],
  ['npm run clean && npm run build', [['clean'], ['build']], undefined],
  ['npm run -s clean && tsc && cp "a && b" c', [['clean']], 'tsc && cp "a && b" c'],
  ['yarn clean && pnpm lint && bun run build && npm t', [['clean'], ['lint'], ['build'], ['test']], undefined],
  ['yarn install', [], 'yarn install'],
  ['run-s clean build:*', [['clean'], ['build:css'], ['build:js']], undefined],
  ['run-p build:** && npm run lint', [['build:css', 'build:js', 'build:js:min'], ['lint']], undefined],
  ['npx npm-run-all clean -l -p lint build -s test', [['clean'], ['lint', 'build'], ['test']], undefined],
])('%s', (text, stages, command) => {
  expect(readScriptLine(text, SCRIPTS)).toEqual({ kind: 'stages', stages, command });
});

test.each([
  ['npm run clean; npm run build', 'it joins commands by more than &&'],
  ['npm run clean || true', 'it joins commands by more than &&'],
  ['(npm run clean) && tsc', 'it joins commands by more than &&'],
  ['npm run build & npm run lint', 'it joins commands by more than &&'],
  ['tsc && npm run lint', 'it runs scripts after a command of its own'],
  ['npm run clean && npm run build && npm run clean', 'it runs "clean" twice'],
  ['npm run build -- --watch', 'it passes arguments to "build"'],
  ['npm run publish-it', 'it runs "publish-it", which is not a script'],
  ['run-s clean nothing', 'it runs "nothing", which is not a script'],
  ['run-p -c build lint', 'it passes -c to run-p'],
])('%s is one command, for a reason', (text, reason) => {
  expect(readScriptLine(text, SCRIPTS)).toEqual({ kind: 'whole', reason });
});
