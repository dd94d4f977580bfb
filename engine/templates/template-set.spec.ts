import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { Settings } from '../settings';
import { readUse } from './cache-use';
import { BUILT_IN_HELPERS } from './helper-names';
import { TemplateCache } from './template-cache';
import {
  functionTemplates,
  isNeverEscaped,
  loadTemplates,
  textPartials,
  textTemplates,
  type TemplateSet,
  type TemplateSources,
} from './template-set';

const PARTIALS = new Map([
  ['row', 'p/row.hbs'],
  ['f', 'p/f.js'],
  ['p/row', 'p/row.hbs'],
]);

test('templates and partials are texts or functions by their file names', () => {
  expect(textTemplates(['b.ts', 'a.hbs', 'c.txt', 'd.mjs'])).toEqual(['a.hbs', 'c.txt']);
  expect(textPartials(PARTIALS)).toEqual([['p/row.hbs', ['row', 'p/row']]]);
  expect(functionTemplates(['b.ts', 'a.hbs'], PARTIALS)).toEqual([
    { names: ['b.ts'], kind: 'template', file: 'b.ts' },
    { names: ['f'], kind: 'partial', file: 'p/f.js' },
  ]);
});

test('paths and conditions are never escaped', () => {
  const kinds = ['template', 'partial', 'path', 'condition'] as const;
  expect(kinds.map(isNeverEscaped)).toEqual([false, false, true, true]);
});

describe('loading templates', () => {
  let workspace: TemporaryWorkspace;
  const hashes: Record<string, string> = {};
  const write = (path: string, text: string | Buffer): void => {
    workspace.write(path, '');
    writeFileSync(join(workspace.root, path), text);
    hashes[path] = createHash('sha256').update(text).digest('hex');
  };
  const state = (): string => join(workspace.parent, 'state');
  const cached = (): string[] => readdirSync(join(state(), 'templates')).filter((name) => name.endsWith('.js'));

  function load(sources: Partial<TemplateSources> = {}, settings: object = {}): ReturnType<typeof loadTemplates> {
    const all = {
      workspaceRoot: workspace.root,
      stateFolder: state(),
      switches: { templateCache: true },
      builtinHelpers: Object.keys(BUILT_IN_HELPERS),
      escape: true,
      missingFields: 'empty',
      emits: [{ each: 'pattern', to: '{{@name}}.txt', template: 'a' }],
      ...settings,
    };
    return loadTemplates(all as unknown as Settings, {
      templates: ['a.hbs'],
      partials: PARTIALS,
      paths: ['{{@name}}.txt', '{{@name}}.txt'],
      conditions: ['on', 'on'],
      helperNames: [],
      handlebarsVersion: '4',
      ownVersion: '1',
      inputHashes: hashes,
      emitTemplates: ['a.hbs'],
      data: undefined,
      ...sources,
    });
  }

  function loaded(...args: Parameters<typeof load>): TemplateSet {
    const set = load(...args);
    if (Array.isArray(set)) throw new Error((set as { message: string }[])[0]?.message);
    return set;
  }

  beforeEach(() => {
    workspace = temporaryWorkspace();
    write('a.hbs', 'A {{title}} {{> row}}');
    write('p/row.hbs', 'R');
  });
  afterEach(() => workspace.remove());

  it('compiles each text once, and uses the cache the next time', () => {
    const { templates, functions, ...rest } = loaded();
    expect(rest).toEqual({ hits: 0, damaged: 0, cacheProblem: undefined });
    expect(functions).toEqual([{ names: ['f'], kind: 'partial', file: 'p/f.js' }]);
    expect(templates.map(({ names, kind, file }) => [kind, file, names])).toEqual([
      ['template', 'a.hbs', ['a.hbs']],
      ['partial', 'p/row.hbs', ['row', 'p/row']],
      ['path', 'option emit.to', ['{{@name}}.txt']],
      ['condition', 'option emit.when', ['on']],
    ]);
    expect(cached()).toHaveLength(4);
    expect(readUse(join(state(), 'templates'))).toMatchObject({ hits: 0, misses: 4 });
    expect(readUse(join(state(), 'templates')).compileNs).toBeGreaterThan(0);
    const again = loaded();
    expect(again.templates).toEqual(templates);
    expect(again.hits).toBe(4);
    expect(readUse(join(state(), 'templates'))).toMatchObject({ hits: 4, misses: 4 });
  });

  it('compiles damaged entries again', () => {
    const before = loaded();
    for (const name of cached().slice(0, 2)) writeFileSync(join(state(), 'templates', name), 'x');
    const after = loaded();
    expect([after.hits, after.damaged]).toEqual([2, 2]);
    expect(after.templates).toEqual(before.templates);
    expect(loaded().hits).toBe(4);
  });

  it.each<[string, Partial<TemplateSources>, object, number]>([
    ['the version of the package', { ownVersion: '2' }, {}, 0],
    ['the version of Handlebars', { handlebarsVersion: '5' }, {}, 0],
    ['the helpers', { helperNames: ['mine'] }, {}, 0],
    ['a helper that replaces a built-in one', { helperNames: ['json'] }, {}, 0],
    ['a handler of unknown names', { helperNames: ['helperMissing'] }, {}, 0],
    ['the partials', { partials: new Map([...PARTIALS, ['g', 'p/g.js']]) }, {}, 0],
    ['the handling of missing fields', {}, { missingFields: 'error' }, 0],
    ['escaping, except in paths and conditions', {}, { escape: false }, 2],
  ])('is affected by %s', (_, sources, settings, hits) => {
    loaded();
    expect(loaded(sources, settings).hits).toBe(hits);
  });

  it('without a cache writes nothing', () => {
    const { templates, hits } = loaded({}, { switches: { templateCache: false } });
    expect([templates.length, hits]).toEqual([4, 0]);
    expect(readdirSync(workspace.parent)).toEqual(['ws']);
  });

  it('reports that the cache cannot be written', () => {
    writeFileSync(state(), 'x');
    expect(loaded().cacheProblem).toMatch(/^E(EXIST|NOTDIR)/);
  });

  it('compiles a condition and a path of the same text differently', () => {
    const { templates } = loaded({ templates: [], partials: new Map(), paths: ['on'], conditions: ['on'] });
    expect(templates.map(({ kind }) => kind)).toEqual(['path', 'condition']);
    expect(templates[0]!.code).not.toBe(templates[1]!.code);
  });

  it('reports the problems of all texts', () => {
    write('a.hbs', '{{nope 1}}');
    write('p/row.hbs', Buffer.from([0x61, 0xff]));
    const problems = load({ conditions: ['a b'] });
    expect((problems as { code: string; file: string }[]).map(({ code, file }) => `${file} ${code}`)).toEqual([
      'p/row.hbs encoding',
      'a.hbs unknown-helper',
      'option emit.when template-syntax',
    ]);
  });

  it('reports a text that changed after the plan', () => {
    workspace.write('a.hbs', 'other');
    expect(load()).toEqual([
      {
        severity: 'error',
        code: 'changed-during-run',
        message: expect.any(String) as string,
        file: 'a.hbs',
        hint: 'run again',
      },
    ]);
  });

  it('knows inline partials of other texts', () => {
    write('a.hbs', '{{> mine}}{{> row}}');
    write('p/row.hbs', '{{#*inline "mine"}}{{/inline}}');
    expect(loaded().templates).toHaveLength(4);
    write('a.hbs', '{{#*inline "other"}}{{/inline}}{{> row}}');
    write('p/row.hbs', '{{> other}}{{> third}}');
    expect(loaded({ paths: ['{{#*inline "third"}}{{/inline}}'] }).templates).toHaveLength(4);
  });

  it('does not escape texts if the target does not, nor paths', () => {
    const code = (escape: boolean): string[] => {
      const { templates } = loaded({ paths: ['{{a}}'] }, { escape, switches: { templateCache: false } });
      return [templates[0]!.code, templates[2]!.code].map((one) =>
        one.includes('escapeExpression') ? 'escaped' : 'plain',
      );
    };
    expect(code(true)).toEqual(['escaped', 'plain']);
    expect(code(false)).toEqual(['plain', 'plain']);
  });

  it('removes old entries of the cache after compiling', () => {
    const trim = jest.spyOn(TemplateCache.prototype, 'trim');
    try {
      loaded();
      expect(trim).toHaveBeenCalledTimes(1);
      loaded();
      expect(trim).toHaveBeenCalledTimes(1);
    } finally {
      trim.mockRestore();
    }
  });

  it('uses the cache for the same names in another order', () => {
    loaded();
    expect(loaded({ partials: new Map([...PARTIALS].reverse()) }).hits).toBe(4);
  });

  it('has the same code for a template and a partial of the same text', () => {
    write('p/row.hbs', 'A {{title}} {{> row}}');
    loaded();
    expect(cached()).toHaveLength(3);
  });

  describe('with a schema of the data', () => {
    const data = (): TemplateSources['data'] => ({
      schema: 's.json',
      hash: hashes['s.json']!,
      isLibraryPrepared: false,
    });
    const emits = [
      { each: 'pattern', to: 'copy', copy: true },
      { each: 'pattern', to: '{{@name}}.txt', when: 'on' },
    ];
    const names = (): unknown => {
      const found = load({ data: data(), emitTemplates: ['', 'a.hbs'] }, { emits });
      return Array.isArray(found) ? (found as { message: string }[]).map(({ message }) => message) : 'loaded';
    };

    it('finds unknown fields of templates and conditions', () => {
      write('s.json', '{ "properties": { "titel": {} }, "additionalProperties": false, "type": "object" }');
      expect(names()).toEqual(['the field "title" is not in the data', 'the field "on" is not in the data']);
      expect(names()).toHaveLength(2);
    });

    it('stores that there are none', () => {
      write('s.json', '{ "properties": { "title": {}, "on": {} }, "additionalProperties": false, "type": "object" }');
      expect(names()).toBe('loaded');
      expect(cached()).toHaveLength(5);
      const verdicts = cached().filter((name) =>
        readFileSync(join(state(), 'templates', name), 'utf8').endsWith('\n"no unknown fields"'),
      );
      expect(verdicts).toHaveLength(1);
      expect(names()).toBe('loaded');
      expect(cached()).toHaveLength(5);
    });
  });
});
