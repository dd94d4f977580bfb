import { temporaryWorkspace } from '../../testing/temporary-workspace';
import { withCallPlace } from '../templates/helper-place';
import { MissingFieldError } from '../templates/missing-field';
import { missingFieldFailure } from './missing-field-failure';

const emit = { to: 'x', when: undefined, template: 'one.hbs' };

test('a missing field without a place', () => {
  const error = new MissingFieldError('there is no field "titel"', 'titel', 'titel', ['title', 'x']);
  expect(missingFieldFailure(error, { ...emit, pattern: undefined, workspaceRoot: '/none' })).toEqual({
    severity: 'error',
    code: 'missing-field',
    message: 'rendering failed: there is no field "titel"',
    file: 'one.hbs',
    hint: 'did you mean "title"?\na field that may be missing is asked for first: {{#if titel}}',
  });
});

test('a missing field is underlined as the template shows it', () => {
  const workspace = temporaryWorkspace();
  workspace.write('one.hbs', '  {{a.titel}}');
  const error = new MissingFieldError('there is no field "titel" in "a"', 'a.titel', 'titel', []);
  error.stack = 'at main (one.hbs (compiled):1:1)';
  const helper = withCallPlace(() => {
    throw error;
  });
  expect(() => helper({ loc: { start: { line: 1, column: 4 } } })).toThrow(error);
  expect(missingFieldFailure(error, { ...emit, pattern: 'a.json', workspaceRoot: workspace.root })).toEqual({
    severity: 'error',
    code: 'missing-field',
    message: 'rendering for a.json failed: there is no field "titel" in "a"',
    file: 'one.hbs',
    line: 1,
    column: 5,
    length: 7,
    excerpt: '  {{a.titel}}',
    hint: 'none is defined\na field that may be missing is asked for first: {{#if a.titel}}',
  });
  workspace.remove();
});
