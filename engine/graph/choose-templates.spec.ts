import type { Settings } from '../settings';
import type { Discovered } from '../sources/discover';
import { chooseTemplates, isProblems, pickTemplates, selectionProblems } from './choose-templates';

const HINT = 'globs are relative to the workspace\'s root; "{projectRoot}" stands for the project\'s folder';

function settingsWith(...emits: readonly { template: string; copy?: readonly string[] }[]): Settings {
  return { patterns: ['specs/*.json', 'more/*.json'], templates: ['t/*.hbs', 'u/*.hbs'], emits } as unknown as Settings;
}

function foundWith(parts: Partial<Discovered> = {}): Discovered {
  const templates = new Map([['one', 't/one.hbs']]);
  const all = { specs: ['specs/a.json'], templates, partials: new Map(), copies: [], ambiguous: [], ...parts };
  return all;
}

const error = (code: string, message: string, hint: string | undefined) => ({ severity: 'error', code, message, hint });

describe('pickTemplates', () => {
  test.each<[template: string, path: string | undefined]>([
    ['one', 't/one.hbs'],
    ['one.hbs', 't/one.hbs'],
    ['t/one.hbs', 't/one.hbs'],
    ['t/one', undefined],
    ['two', undefined],
  ])('finds %j as %j', (template, path) => {
    expect(pickTemplates(settingsWith({ template }), foundWith())).toStrictEqual([path]);
  });

  test('takes a path before an equal name', () => {
    const templates = new Map([
      ['b', 'a'],
      ['a', 'c'],
    ]);
    expect(pickTemplates(settingsWith({ template: 'a' }), { templates })).toEqual(['a']);
  });

  test('takes a full name before one without its ending', () => {
    const templates = new Map([
      ['a.hbs', 't/a.hbs.hbs'],
      ['a', 't/a.hbs'],
    ]);
    expect(pickTemplates(settingsWith({ template: 'a.hbs' }), { templates })).toEqual(['t/a.hbs.hbs']);
  });

  test('gives an empty path for an emit that copies', () => {
    const settings = settingsWith({ template: 'one', copy: ['x/*'] }, { template: 'one' });
    expect(pickTemplates(settings, foundWith())).toEqual(['', 't/one.hbs']);
  });
});

describe('selectionProblems', () => {
  test('is empty if every option selects something', () => {
    expect(selectionProblems(settingsWith({ template: 'one' }), foundWith())).toEqual([]);
  });

  test('reports that no spec matches', () => {
    expect(selectionProblems(settingsWith(), foundWith({ specs: [] }))).toEqual([
      {
        option: ['patterns'],
        problem: error('no-patterns', 'no file matches the option "patterns" (specs/*.json, more/*.json)', HINT),
      },
    ]);
  });

  test('reports ambiguous names of templates and partials', () => {
    const ambiguous = [
      { name: 'one', paths: ['t/one.hbs', 'u/one.hbs'] },
      { name: 'part', paths: ['p/part.hbs', 'q/part.hbs'] },
    ];
    const hint = 'rename one of them or narrow the glob';
    expect(selectionProblems(settingsWith(), foundWith({ ambiguous } as unknown as Partial<Discovered>))).toEqual([
      {
        option: ['templates'],
        problem: error('ambiguous-name', '"one" names two files: t/one.hbs and u/one.hbs', hint),
      },
      {
        option: ['partials'],
        problem: error('ambiguous-name', '"part" names two files: p/part.hbs and q/part.hbs', hint),
      },
    ]);
  });

  test('reports an emit that copies nothing', () => {
    const settings = settingsWith({ template: '', copy: ['x/*'] }, { template: '', copy: ['y/*', 'z/*'] });
    const copies = [{ emit: 0, source: 'x/a' }] as unknown as Discovered['copies'];
    expect(selectionProblems(settings, foundWith({ copies }))).toEqual([
      { option: ['emit', 1, 'copy'], problem: error('missing-file', 'no file matches emit.copy (y/*, z/*)', HINT) },
    ]);
  });

  test('reports an unknown template with a similar name or the globs', () => {
    const settings = settingsWith({ template: 'one' }, { template: 'onne' });
    const message = 'emit names the template "onne", which the option "templates" does not give';
    const [problem, ...others] = selectionProblems(settings, foundWith());
    expect(others).toEqual([]);
    expect(problem).toEqual({
      option: ['emit', 1, 'template'],
      problem: error('unknown-template', message, 'did you mean "one"?'),
    });
    const [, none] = selectionProblems(settings, foundWith({ templates: new Map() }));
    expect(none!.problem).toEqual(
      error('unknown-template', message, 'no file matches the option "templates" (t/*.hbs, u/*.hbs)'),
    );
  });
});

test('chooseTemplates gives the paths or the problems', () => {
  const settings = settingsWith({ template: 'one' }, { template: '', copy: ['x/*'] });
  const copies = [{ emit: 1, source: 'x/a' }] as unknown as Discovered['copies'];
  const paths = chooseTemplates(settings, foundWith({ copies }));
  expect(paths).toEqual(['t/one.hbs', '']);
  expect(isProblems(paths)).toBe(false);
  expect(isProblems([])).toBe(false);
  const problems = chooseTemplates(settings, foundWith());
  expect(problems).toEqual([error('missing-file', 'no file matches emit.copy (x/*)', HINT)]);
  expect(isProblems(problems)).toBe(true);
});
