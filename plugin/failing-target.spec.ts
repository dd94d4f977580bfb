import type { Diagnostic } from '../diagnostics/diagnostic';
import { brokenFileText, failingTarget } from './failing-target';

const FILE = 'a/nx-workflow.json';

const finding = (message: string, file = FILE): Diagnostic => ({
  severity: 'error',
  code: 'wrong-type',
  message,
  file,
  line: 1,
  column: 2,
});

test('a target prints the errors and fails', () => {
  expect(failingTarget(FILE, [finding('100 % "wrong"')])).toEqual({
    executor: 'nx:run-commands',
    cache: false,
    inputs: [],
    options: {
      command: 'node -e "console.error(decodeURIComponent(process.env.NX_WORKFLOW_BROKEN));process.exitCode=1"',
      env: {
        NX_WORKFLOW_BROKEN:
          'a%2Fnx-workflow.json%20is%20broken%20(1%20error)%2C%20so%20none%20of%20its%20tasks%20can%20run.%0Aa%2Fnx-workflow.json%3A1%3A2%20error%20wrong-type%3A%20100%20%25%20%22wrong%22',
      },
      forwardAllArgs: false,
    },
    metadata: {
      description: 'a/nx-workflow.json is broken: this target prints its errors',
      technologies: ['nx-workflow'],
    },
  });
});

test('twenty findings are shown; further ones are counted', () => {
  const findings = (count: number): Diagnostic[] => Array.from({ length: count }, (_, at) => finding(`number ${at}`));
  const lines = (count: number): string[] => brokenFileText(FILE, findings(count)).split('\n');
  expect(lines(20)).toHaveLength(21);
  expect(lines(20).at(-1)).toBe(`${FILE}:1:2 error wrong-type: number 19`);
  expect(lines(22).slice(-2)).toEqual([`${FILE}:1:2 error wrong-type: number 19`, 'and 2 more']);
  expect(lines(22)[0]).toBe('a/nx-workflow.json is broken (22 errors), so none of its tasks can run.');
});

test('another file is named if all findings are about it, and only then', () => {
  const elsewhere = finding('x', 'nx.json');
  expect(brokenFileText(FILE, [elsewhere])).toMatch(/^nx\.json has 1 error, so no task of a\/nx-workflow\.json/);
  expect(brokenFileText(FILE, [elsewhere, finding('y')])).toMatch(/^a\/nx-workflow\.json is broken \(2 errors\)/);
});

describe('a text that is too long is cut in half until it has at most', () => {
  const encoded = (length: number, targets: number): string =>
    (failingTarget(FILE, [finding('x'.repeat(length))], targets).options as { env: { NX_WORKFLOW_BROKEN: string } }).env
      .NX_WORKFLOW_BROKEN;

  test.each([
    ['the limit of one environment variable', 1, 100_000],
    ['a share of what all targets of a file may take', 200, 10_000],
    ['a text that still says something, of very many', 1_000_000, 4000],
  ])('%s', (_what, targets, most) => {
    const fitting = most - encoded(0, targets).length;
    expect(encoded(fitting, targets)).toHaveLength(most);
    const text = brokenFileText(FILE, [finding('x'.repeat(fitting + 1))]);
    const half = `${text.slice(0, Math.floor(text.length / 2))}…`;
    expect(decodeURIComponent(encoded(fitting + 1, targets))).toBe(half);
  });
});
