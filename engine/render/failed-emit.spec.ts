import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { withCallPlace } from '../templates/helper-place';
import { UnknownPartialError } from '../templates/unknown-partial';
import { placeOfHelper, type FailedEmit } from './failed-emit';
import { templateFailure } from './failures';

let workspace: TemporaryWorkspace;
beforeAll(() => {
  workspace = temporaryWorkspace();
  workspace.write('partials/part.hbs', 'one\n{{fail a}}');
});
afterAll(() => workspace.remove());

/** An error thrown by a helper that a template calls at line 2, column 1 (from 1). */
function thrownIn<T extends Error>(file: string, error: T): T {
  error.stack = `Error: x\n    at Object.main (${file} (compiled):1:99)`;
  const helper = withCallPlace(() => {
    throw error;
  });
  expect(() => helper({ loc: { start: { line: 2, column: 0 } } })).toThrow();
  return error;
}

const emitOf = (when?: string): FailedEmit => ({
  to: 'to\n{{fail a}}.ts',
  when,
  template: 'one.hbs',
  pattern: undefined,
  workspaceRoot: workspace.root,
});

const at = (file: string, excerpt: string) => ({ file, line: 2, column: 1, length: 1, excerpt });

describe('placeOfHelper', () => {
  test.each([new Error('no helper'), 'text', null])('is the template if the place is unknown', (error) => {
    expect(placeOfHelper(error, emitOf())).toEqual({ file: 'one.hbs' });
  });

  test('shows the line of a file', () => {
    expect(placeOfHelper(thrownIn('partials/part.hbs', new Error()), emitOf('when\nx'))).toEqual(
      at('partials/part.hbs', '{{fail a}}'),
    );
    expect(placeOfHelper(thrownIn('gone.hbs', new Error()), emitOf())).toEqual({
      file: 'gone.hbs',
      line: 2,
      column: 1,
    });
  });

  test('shows the line of an option', () => {
    expect(placeOfHelper(thrownIn('option emit.to', new Error()), emitOf('when\nx'))).toEqual(
      at('option emit.to', '{{fail a}}.ts'),
    );
    expect(placeOfHelper(thrownIn('option emit.when', new Error()), emitOf('when\nx'))).toEqual(
      at('option emit.when', 'x'),
    );
  });
});

test('a partial whose name a helper gives is missing at the call of that helper', () => {
  const error = thrownIn('partials/part.hbs', new UnknownPartialError('gone'));
  expect(templateFailure(error, emitOf())).toEqual({
    severity: 'error',
    code: 'unknown-partial',
    message: 'rendering failed: there is no partial "gone"',
    ...at('partials/part.hbs', '{{fail a}}'),
    hint: 'partials come from the option "partials"',
  });
});
