import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { Settings } from '../settings';
import type { Spec } from '../sources/spec';
import { FunctionTemplateError } from '../templates/function-template';
import { InheritedPropertyError } from '../templates/inherited-property';
import { UnknownPartialError } from '../templates/unknown-partial';
import { LateError } from '../user-code/late-errors';
import { changedWhileReading, lateFailures, libraryFailure, prepareFailure, templateFailure } from './failures';
import type { FailedEmit } from './failed-emit';

let workspace: TemporaryWorkspace;
beforeAll(() => {
  workspace = temporaryWorkspace();
  workspace.write('code/a.js', 'one\ntwo\n');
  workspace.write('one.hbs', '{{a}}\n {{name}} {{> part}}\n');
});
afterAll(() => workspace.remove());

/** An error with this stack and these properties. */
function thrown(message: string, stack = '', more: object = {}): Error {
  return Object.assign(new Error(message), { stack }, more);
}

const inCode = (): string => `Error: x\n    at f (${join(workspace.root, 'code/a.js')}:2:3)`;
const CODE_PLACE = { file: 'code/a.js', line: 2, column: 3, length: 1, excerpt: 'two' };

describe('prepareFailure', () => {
  const SPEC = {
    path: 'a.json',
    locate: (pointer: string) => ({ file: 'a.json', line: pointer.length }),
  } as unknown as Spec;
  const failure = (error: unknown) => prepareFailure(error, SPEC, workspace.root);
  const common = { severity: 'error', code: 'prepare', file: 'a.json' };

  test('names the place where the error was thrown', () => {
    expect(failure(thrown('wrong', inCode()))).toStrictEqual({
      ...common,
      message: 'wrong',
      hint: 'thrown at code/a.js:2',
    });
    expect(failure(thrown('wrong'))).toStrictEqual({ ...common, message: 'wrong' });
  });

  test('takes the place from a pointer and the hint from the error', () => {
    const more = { pointer: '/abc', hint: 'do this' };
    expect(failure(thrown('wrong', inCode(), more))).toStrictEqual({
      ...common,
      message: 'wrong',
      line: 4,
      hint: 'do this',
    });
    expect(failure(thrown('wrong', inCode(), { pointer: '/abc' }))).toStrictEqual({
      ...common,
      message: 'wrong',
      line: 4,
    });
    expect(failure(thrown('wrong', inCode(), { pointer: 5, hint: 5 }))).toStrictEqual({ ...common, message: 'wrong' });
  });

  test.each([null, undefined, 'text'])('works for %j', (error) =>
    expect(failure(error)).toStrictEqual({ ...common, message: `it threw ${String(error)}` }),
  );
});

describe('libraryFailure', () => {
  const failure = (error: unknown) => libraryFailure(error, 'code/prepare.js', workspace.root);
  const common = { severity: 'error', code: 'prepare' };

  test('shows the place in the code, or the module', () => {
    const message = 'the export "library" failed: wrong';
    expect(failure(thrown('wrong', inCode(), { hint: 'do this' }))).toStrictEqual({
      ...common,
      message,
      ...CODE_PLACE,
      hint: 'do this',
    });
    expect(failure(thrown('wrong', '', { hint: 5 }))).toStrictEqual({ ...common, message, file: 'code/prepare.js' });
  });

  test('shows the original of a late error', () => {
    expect(failure(new LateError(thrown('late', '')))).toMatchObject({ message: 'the export "library" failed: late' });
    expect(failure(null)).toMatchObject({ message: 'the export "library" failed: it threw null' });
  });
});

describe('templateFailure', () => {
  const failure = (error: unknown, pattern?: string) =>
    templateFailure(error, {
      to: '{{name}}.ts',
      when: undefined,
      template: 'one.hbs',
      pattern,
      workspaceRoot: workspace.root,
    } satisfies FailedEmit);
  const common = { severity: 'error', code: 'render' };

  test('of a helper', () => {
    expect(failure(thrown('wrong', '', { hint: 'do this' }), 'a.json')).toStrictEqual({
      ...common,
      message: 'rendering for a.json failed: wrong',
      file: 'one.hbs',
      hint: 'do this',
    });
    expect(failure(thrown('wrong', inCode(), { hint: 'do this' }))).toStrictEqual({
      ...common,
      message: 'rendering failed: wrong',
      file: 'one.hbs',
      hint: 'do this\nthrown at code/a.js:2',
    });
    expect(failure(thrown('wrong', '', { hint: 5 }))).toStrictEqual({
      ...common,
      message: 'rendering failed: wrong',
      file: 'one.hbs',
    });
    expect(failure(null)).toMatchObject({ message: 'rendering failed: it threw null' });
  });

  test('of endless recursion', () => {
    const overflow = Object.assign(new RangeError('Maximum call stack size exceeded'), { stack: inCode() });
    expect(failure(overflow, 'a.json')).toStrictEqual({
      ...common,
      message: 'rendering for a.json failed: partials include each other without end',
      file: 'one.hbs',
    });
    expect(failure(new RangeError('too long'))).toMatchObject({ message: 'rendering failed: too long' });
    expect(failure(new Error('call stack'))).toMatchObject({ message: 'rendering failed: call stack' });
  });

  test('of a function template', () => {
    const error = new FunctionTemplateError('code/a.js', thrown('wrong', inCode(), { hint: 'do this' }));
    expect(failure(error, 'a.json')).toStrictEqual({
      ...common,
      message: 'rendering code/a.js for a.json failed: wrong',
      ...CODE_PLACE,
      hint: 'do this',
    });
    expect(failure(new FunctionTemplateError('code/a.js', thrown('wrong', '', { hint: 5 })))).toStrictEqual({
      ...common,
      message: 'rendering code/a.js failed: wrong',
      file: 'code/a.js',
    });
    expect(failure(new FunctionTemplateError('code/a.js', null))).toMatchObject({
      message: 'rendering code/a.js failed: it threw null',
    });
  });

  test('of an inherited field', () => {
    const why = 'the data has no "name" of its own, but inherits it: only own fields are rendered';
    const hint = 'give plain data: let the prepare module copy the field into an object of its own';
    const error = (stack: string) => Object.assign(new InheritedPropertyError('name'), { stack });
    expect(failure(error('at f (one.hbs (compiled):1:2)'), 'a.json')).toStrictEqual({
      ...common,
      message: `rendering for a.json failed: ${why}`,
      file: 'one.hbs',
      line: 2,
      column: 4,
      length: 4,
      excerpt: ' {{name}} {{> part}}',
      hint,
    });
    const message = `rendering failed: ${why}`;
    expect(failure(error('at f (gone.hbs (compiled):1:2)'))).toStrictEqual({
      ...common,
      message,
      file: 'gone.hbs',
      hint,
    });
    expect(failure(error('at f (option emit.to (compiled):1:2)'))).toMatchObject({ file: 'one.hbs' });
    expect(failure(error(''))).toStrictEqual({ ...common, message, file: 'one.hbs', hint });
  });

  describe('of a missing partial', () => {
    const inline = 'an inline partial is known inside the block that defines it, and in partials that are called there';
    const partial = (stack: string, name = 'part') => Object.assign(new UnknownPartialError(name), { stack });
    const shared = { severity: 'error', code: 'unknown-partial' };

    test('called by a template', () => {
      expect(failure(partial('at f (one.hbs (compiled):1:2)'), 'a.json')).toStrictEqual({
        ...shared,
        message: 'rendering for a.json failed: there is no partial "part"',
        file: 'one.hbs',
        line: 2,
        column: 15,
        length: 4,
        excerpt: ' {{name}} {{> part}}',
        hint: inline,
      });
      expect(failure(partial('', 'part'))).toMatchObject({ file: 'one.hbs', line: 2 });
      expect(failure(partial('', 'gone'))).toStrictEqual({
        ...shared,
        message: 'rendering failed: there is no partial "gone"',
        file: 'one.hbs',
        hint: inline,
      });
    });

    test('called by a function template', () => {
      const called = (stack: string): UnknownPartialError => {
        const error = partial(stack, 'gone');
        error.calledBy('code/b.js', 'did you mean "part"?');
        return error;
      };
      const hint = 'did you mean "part"?\npartials come from the option "partials"';
      const message = 'rendering failed: there is no partial "gone"';
      expect(failure(called(inCode()))).toStrictEqual({ ...shared, message, ...CODE_PLACE, hint });
      expect(failure(called(''))).toStrictEqual({ ...shared, message, file: 'code/b.js', hint });
    });
  });
});

describe('lateFailures', () => {
  const settings = (more: object = {}) => ({ workspaceRoot: workspace.root, ...more }) as unknown as Settings;
  const common = { severity: 'error', code: 'late-error' };
  const hint = 'await the promise, or catch the error where it is thrown';

  test('are reported once per place and message', () => {
    const errors = [thrown('a', inCode()), thrown('b'), thrown('a', inCode()), thrown('b')];
    expect(lateFailures(errors, settings())).toStrictEqual([
      { ...common, message: 'an unhandled error: a', ...CODE_PLACE, hint },
      { ...common, message: 'an unhandled error: b', hint },
    ]);
  });

  test('without a place, name the first module', () => {
    const found = lateFailures([thrown('b')], settings({ prepare: 'code/p.js', load: 'code/l.js' }));
    expect(found).toStrictEqual([{ ...common, message: 'an unhandled error: b', file: 'code/p.js', hint }]);
  });
});

test.each([
  [undefined, 'this file changed while the run was reading it'],
  ['file', 'this file changed while the run was reading it'],
  ['folder', 'files in this folder were added or removed while the run was listing it'],
  [
    'import',
    'this was added, removed or changed while the run was loading modules, so their imports resolve differently',
  ],
  ['probe', 'this was added or removed after a module of the run had looked for it'],
  ['link', 'this resolves to another path than when a module of the run read it'],
  ['output', 'this file was changed right after the run had written it'],
] as const)('changedWhileReading: %s', (kind, message) => {
  expect(changedWhileReading('a.json', kind)).toEqual({
    severity: 'error',
    code: 'changed-during-run',
    message,
    file: 'a.json',
    hint: 'run again',
  });
});
