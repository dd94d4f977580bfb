import { UnknownPartialError } from './unknown-partial';

describe('an unknown partial', () => {
  it('is named in the message', () => {
    const error = new UnknownPartialError('rows/a');
    expect(error).toMatchObject({ partial: 'rows/a', caller: undefined, file: undefined });
    expect(error.message).toBe('there is no partial "rows/a"');
  });

  it('may be the block of a call without a block', () => {
    expect(new UnknownPartialError('@partial-block').message).toBe(
      'there is no partial "@partial-block": this partial was not called as a block',
    );
  });

  it('has the function template that called it, and a suggestion', () => {
    const error = new UnknownPartialError('row');
    error.calledBy('t.js', 'did you mean "rows"?');
    expect(error.caller).toEqual({ file: 't.js', meant: 'did you mean "rows"?' });
  });

  it('has the template in its stack', () => {
    const error = new UnknownPartialError('row');
    error.stack = 'Error: x\n    at main (a.hbs (compiled):5:10)';
    expect(error.file).toBe('a.hbs');
    delete error.stack;
    expect(error.file).toBeUndefined();
  });
});
