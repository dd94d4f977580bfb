import { githubAnnotations } from './annotations';

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

it('a path begins at the workspace where the checkout does not hold it', () => {
  const finding = { severity: 'warning', code: 'c', message: 'm', file: 'a.json' } as const;
  for (const checkout of [undefined, '/checkout', '/elsewhere']) {
    const found = githubAnnotations([finding], '/checkout', { GITHUB_WORKSPACE: checkout });
    expect(found).toEqual(['::warning file=a.json,title=c::m']);
  }
});
