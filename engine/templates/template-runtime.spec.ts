import { SourceText } from '../../diagnostics/source-text';
import { UnobservableError } from '../render/observation';
import { compileTemplate } from './compile-template';
import type { CompiledTemplate } from './compiled-template';
import { FunctionTemplateError, type LoadedFunction } from './function-template';
import { helperPlace } from './helper-place';
import { BUILT_IN_HELPERS, helperNames } from './helper-names';
import { InheritedPropertyError } from './inherited-property';
import { inlinePartials } from './inline-partials';
import { TemplateRuntime, type DataVariables } from './template-runtime';
import { UnknownPartialError } from './unknown-partial';

type Kind = CompiledTemplate['kind'];
type Render = LoadedFunction['render'];

interface Sources {
  readonly partials?: Readonly<Record<string, string | Render>>;
  readonly helpers?: Readonly<Record<string, unknown>>;
  readonly enabled?: readonly string[];
}

/** A runtime with the template, path and condition `t`. */
function runtime(template: string | Render, { partials = {}, helpers = {}, enabled }: Sources = {}): TemplateRuntime {
  const known = helperNames(enabled ?? Object.keys(BUILT_IN_HELPERS), Object.keys(helpers));
  const texts: [string, Kind, string][] = typeof template === 'string' ? [['t', 'template', template]] : [];
  const functions: LoadedFunction[] = [];
  if (typeof template !== 'string') functions.push({ names: ['t'], kind: 'template', file: 't.js', render: template });
  for (const [name, one] of Object.entries(partials)) {
    if (typeof one === 'string') texts.push([name, 'partial', one]);
    else functions.push({ names: [name], kind: 'partial', file: `${name}.js`, render: one });
  }
  const names = {
    helpers: known,
    partials: new Set(Object.keys(partials)),
    inline: new Set(texts.flatMap(([, , text]) => inlinePartials(text))),
  };
  const compiled = [...texts, ['t', 'path', 'to {{a}}'] as const, ['t', 'condition', 'a'] as const].map(
    ([name, kind, text]): CompiledTemplate => {
      const code = compileTemplate(kind, new SourceText(name, text), names, true, 'empty');
      if (typeof code !== 'string') throw new Error(code[0]?.message);
      return { names: [name], kind, file: `${name}.hbs`, code };
    },
  );
  return new TemplateRuntime(compiled, helpers, enabled, functions);
}

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return 'nothing was thrown';
}

describe('rendering', () => {
  it('of a template, a path and a condition of the same name', () => {
    const one = runtime('text {{a}} {{@key}}');
    expect(one.render('t', { a: 1 }, { key: 'k' })).toEqual({ text: 'text 1 k', partials: [] });
    expect(one.renderPath('t', { a: 1 }, {})).toEqual({ text: 'to 1', partials: [] });
    expect(one.renderCondition('t', { a: 1 }, {})).toEqual({ text: '1', partials: [] });
    expect(one.renderCondition('t', {}, {})).toEqual({ text: '', partials: [] });
  });

  it('lists the partials that were used, sorted, anew each time', () => {
    const partials = { z: 'Z', a: 'A{{> inner}}', inner: 'I', other: 'O', f: (() => 'F') as Render };
    const one = runtime('{{> z}}{{#if a}}{{> a}}{{/if}}{{#> none}}N{{/none}}{{> f}}{{> z}}', { partials });
    expect(one.render('t', { a: 1 }, {})).toEqual({ text: 'ZAINFZ', partials: ['a', 'f', 'inner', 'none', 'z'] });
    expect(one.render('t', {}, {})).toEqual({ text: 'ZNFZ', partials: ['f', 'none', 'z'] });
  });

  it('does not list the block of a partial call', () => {
    const one = runtime('{{#> row}}B{{/row}}', { partials: { row: '<{{> @partial-block}}>' } });
    expect(one.render('t', {}, {})).toEqual({ text: '<B>', partials: ['row'] });
  });

  it('fails for a missing partial', () => {
    const error = thrown(() =>
      runtime('{{> (partial "x/" a)}}', { partials: { row: '' } }).render('t', { a: 'y' }, {}),
    );
    expect(error).toBeInstanceOf(UnknownPartialError);
    expect((error as UnknownPartialError).partial).toBe('x/y');
    const block = runtime('{{> row}}', { partials: { row: '{{> @partial-block}}' } });
    const missing = thrown(() => block.render('t', {}, {})) as UnknownPartialError;
    expect([missing.partial, missing.file]).toEqual(['@partial-block', 'row.hbs']);
  });

  it('chooses a text or a function by data', () => {
    const partials = { 'x/a': 'A', 'x/b': (() => 'B') as Render };
    const one = runtime('{{> (partial "x/" a)}}{{> (partial "x/" b)}}', { partials });
    expect(one.render('t', { a: 'a', b: 'b' }, {})).toEqual({ text: 'AB', partials: ['x/a', 'x/b'] });
  });

  it('does not call inherited methods', () => {
    class Data {
      size(): number {
        return 3;
      }
    }
    const partials = { row: '<{{size}}>' };
    expect(runtime('<{{size}}>').render('t', new Data(), {}).text).toBe('<>');
    expect(runtime((data, { partial }) => partial('row', data), { partials }).render('t', new Data(), {}).text).toBe(
      '<>',
    );
  });

  it('fails for an inherited field', () => {
    class Data {
      get size(): number {
        return Object.keys(this).length;
      }
    }
    expect(thrown(() => runtime('{{size}}').render('t', new Data(), {}))).toEqual(new InheritedPropertyError('size'));
  });
});

describe('helpers', () => {
  it('of the user replace others', () => {
    const helpers = { json: () => 'mine', now: () => 'now' };
    expect(runtime('{{json a}} {{now}}', { helpers }).render('t', {}, {}).text).toBe('mine now');
  });

  it('that are not enabled are fields', () => {
    expect(runtime('{{json}} {{eq 1 1}}', { enabled: ['eq'] }).render('t', { json: 'J' }, {}).text).toBe('J true');
  });

  it('that throw are found by their place', () => {
    const fail = (): never => {
      throw new Error('x');
    };
    const place = (template: string): unknown =>
      helperPlace(thrown(() => runtime(template, { helpers: { fail } }).render('t', {}, {})));
    expect(place('a\n  {{fail 1}}')).toEqual({ file: 't.hbs', line: 2, column: 3 });
    expect(place('{{indent 1 "x"}}')).toEqual({ file: 't.hbs', line: 1, column: 1 });
  });

  it('may not return promises', () => {
    const then = jest.fn();
    const one = runtime('{{later 1}}', { helpers: { later: () => ({ then }) } });
    expect(() => one.render('t', {}, {})).toThrow(
      new Error('the helper "later" returned a promise, and a template cannot wait for it'),
    );
    expect(then.mock.calls).toEqual([[undefined, expect.any(Function)]]);
  });
});

describe('work without user code', () => {
  it('fails at helpers, log and function templates of the user', () => {
    const helpers = { now: () => 'N' };
    for (const one of [runtime('{{now}}', { helpers }), runtime('{{log a}}'), runtime(() => 'F')]) {
      expect(thrown(() => one.withoutUserCode(() => one.render('t', {}, {})))).toBeInstanceOf(UnobservableError);
    }
  });

  it('may use built-in helpers, and returns its result', () => {
    const one = runtime('{{json 1}}{{now}}', { helpers: { now: () => 'N' } });
    expect(one.withoutUserCode(() => one.renderPath('t', { a: 1 }, {}).text)).toBe('to 1');
    const fails = (): never => {
      throw new Error('x');
    };
    expect(() => one.withoutUserCode(fails)).toThrow(new Error('x'));
    expect(one.render('t', {}, {}).text).toBe('1N');
  });
});

describe('the source', () => {
  it('is recorded if it is read, like a partial', () => {
    const one = runtime('{{#if a}}{{@source.b.c}}{{/if}}');
    const source = one.recordReads({ b: { c: 1 } }, 'the source');
    expect(one.render('t', { a: 1 }, { source })).toEqual({ text: '1', partials: ['the source'] });
    expect(one.render('t', {}, { source })).toEqual({ text: '', partials: [] });
    expect(() => Object.assign(source, { b: 1 })).toThrow(
      new TypeError('@source cannot be changed: all patterns of the file see the same'),
    );
  });
});

describe('patterns of a group', () => {
  const patterns = [{ title: 'A' }, { title: 'B' }, 'text'];
  const variables: DataVariables[] = [
    { name: 'a', path: 'a.yaml', key: 'ka' },
    { name: 'b', path: 'b.yaml' },
    { name: 'c', path: 'c.yaml' },
  ];
  const group = (template: string | Render, data: object = { patterns }): string => {
    const one = runtime(template);
    return one.withPatterns(patterns, variables, () => one.render('t', data, { name: 'outer', path: 'o' }).text);
  };
  const each = '{{@name}},{{@path}},{{@key}},{{@index}};';

  it('have their own variables while they are walked', () => {
    expect(group(`{{#each patterns}}${each}{{/each}}{{@name}}`)).toBe('a,a.yaml,ka,0;b,b.yaml,1,1;c,c.yaml,2,2;outer');
  });

  it('have their own variables in another list', () => {
    const data = { some: [patterns[1], { title: 'X' }, patterns[0], 'text'] };
    expect(group(`{{#each some}}${each}{{/each}}`, data)).toBe('b,b.yaml,0,0;outer,o,1,1;a,a.yaml,ka,2;outer,o,3,3;');
  });

  it('have no variables after the work', () => {
    const one = runtime(`{{#each patterns}}${each}{{/each}}`);
    expect(one.withPatterns(patterns, variables, () => 'result')).toBe('result');
    const fails = (): never => {
      throw new Error('x');
    };
    expect(() => one.withPatterns(patterns, variables, fails)).toThrow(new Error('x'));
    expect(one.render('t', { patterns: [1] }, { name: 'n', path: 'p' }).text).toBe('n,p,0,0;');
  });

  it('are given to function templates', () => {
    expect(group((_, { patterns: all }) => JSON.stringify(all))).toBe(JSON.stringify(variables));
    expect(runtime((_, { patterns: all }) => String(all)).render('t', {}, {}).text).toBe('undefined');
  });
});

describe('function templates', () => {
  it('render partials with their data and variables', () => {
    const render: Render = (_, { partial }) => partial('row') + partial('row', { a: 2 });
    const one = runtime(render, { partials: { row: '<{{a}} {{@key}} {{@root.a}}>' } });
    expect(one.render('t', { a: 1 }, { key: 'k' })).toEqual({ text: '<1 k 1><2 k 1>', partials: ['row'] });
  });

  it('may be partials, with inline partials and the block of the call', () => {
    const row: Render = (_, { partial }) => `${partial('@partial-block')}${partial('mine', { b: 3 })}`;
    const one = runtime('{{#> row}}B{{a}}{{#*inline "mine"}}M{{b}}{{/inline}}{{/row}}', { partials: { row } });
    expect(one.render('t', { a: 1 }, {})).toEqual({ text: 'B1M3', partials: ['mine', 'row'] });
  });

  it('keep the root of the template that called them', () => {
    const f: Render = (_, { partial }) => partial('row');
    const one = runtime('{{> f b}}', { partials: { f, row: '{{a}} {{@root.a}}' } });
    expect(one.render('t', { a: 1, b: { a: 2 } }, {}).text).toBe('2 1');
  });

  it.each(['none', 'toString', '@partial-block'])('cannot render the unknown partial %s', (name) => {
    const one = runtime((_, { partial }) => partial(name), { partials: { nones: 'x' } });
    const error = thrown(() => one.render('t', {}, {})) as UnknownPartialError;
    expect(error).toBeInstanceOf(UnknownPartialError);
    expect(error.caller?.file).toBe('t.js');
    if (name === 'none') expect(error.caller?.meant).toBe('did you mean "nones"?');
  });

  it('that fail are named', () => {
    const one = runtime('{{> row}}', { partials: { row: () => 3 } });
    expect(thrown(() => one.render('t', {}, {}))).toMatchObject({ file: 'row.js' });
    expect(thrown(() => one.render('t', {}, {}))).toBeInstanceOf(FunctionTemplateError);
  });
});
