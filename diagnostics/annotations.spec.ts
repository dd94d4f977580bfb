import { githubAnnotations, gitlabReport } from './annotations';

const ENV = { GITHUB_WORKSPACE: '/checkout' };

it.each([
  [
    {
      code: 'unknown-task',
      message: 'there is no task "a"',
      file: 'app/nx-workflow.json',
      line: 3,
      column: 5,
      hint: 'did you mean "b"?',
    },
    '::error file=web/app/nx-workflow.json,line=3,col=5,title=unknown-task::there is no task "a"%0Adid you mean "b"?',
  ],
  [{ code: 'options', message: '100 % wrong' }, '::error title=options::100 %25 wrong'],
  [{ code: 'a,b', message: 'x', file: 'a:b.json' }, '::error file=web/a%3Ab.json,title=a%2Cb::x'],
])('a finding is a command of one line', (finding, expected) => {
  expect(githubAnnotations([{ severity: 'error', ...finding }], '/checkout/web', ENV)).toEqual([expected]);
});

it('a path is relative to the workspace if the checkout does not contain it', () => {
  const finding = { severity: 'warning', code: 'c', message: 'm', file: 'a.json' } as const;
  for (const checkout of [undefined, '/checkout', '/elsewhere']) {
    const found = githubAnnotations([finding], '/checkout', { GITHUB_WORKSPACE: checkout });
    expect(found).toEqual(['::warning file=a.json,title=c::m']);
  }
});

describe('the report for GitLab', () => {
  const env = { CI_PROJECT_DIR: '/checkout' };
  const finding = { severity: 'error', code: 'spec-syntax', message: 'a value is missing', file: 'a.json' } as const;

  it('has each finding at its line, below the checkout', () => {
    const [issue] = gitlabReport([{ ...finding, line: 3, column: 5, hint: 'one\ntwo' }], '/checkout/web', env);
    expect(issue).toEqual({
      description: 'a value is missing (one; two)',
      check_name: 'spec-syntax',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      severity: 'major',
      location: { path: 'web/a.json', lines: { begin: 3 } },
    });
  });

  it('puts findings without a file on line 1 of nx.json', () => {
    const [issue] = gitlabReport([{ severity: 'warning', code: 'options', message: 'm' }], '/checkout', env);
    expect(issue).toMatchObject({ severity: 'minor', location: { path: 'nx.json', lines: { begin: 1 } } });
  });

  it('gives different findings different fingerprints, and a moved one the same', () => {
    const prints = (...lines: number[]): string[] =>
      gitlabReport(
        lines.map((line) => ({ ...finding, line })),
        '/checkout',
        env,
      ).map(({ fingerprint }) => fingerprint);
    expect(new Set(prints(1, 2)).size).toBe(2);
    expect(prints(7)).toEqual(prints(1));
  });
});
