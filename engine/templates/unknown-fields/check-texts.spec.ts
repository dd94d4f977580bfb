import { createHash } from 'node:crypto';
import { SourceText } from '../../../diagnostics/source-text';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../../testing/temporary-workspace';
import type { Settings } from '../../settings';
import { BUILT_IN_HELPERS, helperNames } from '../helper-names';
import { TemplateCache } from '../template-cache';
import { checkDataFields } from './check-data-fields';
import { checkTexts } from './check-texts';
import type { EmitTexts, KnownData, TargetTexts } from './target-texts';

const SCHEMA = JSON.stringify({ type: 'object', properties: { a: {}, json: {} }, additionalProperties: false });
const HASH = createHash('sha256').update(SCHEMA).digest('hex');
const DATA: KnownData = { schema: 's.json', hash: HASH, isLibraryPrepared: false };
const HELPERS = helperNames(Object.keys(BUILT_IN_HELPERS), []);

interface Emit {
  readonly each?: EmitTexts['each'];
  readonly template?: string;
  readonly to?: string;
  readonly when?: string;
}

function texts(emits: readonly Emit[], more: Partial<TargetTexts> = {}): TargetTexts {
  return {
    emits: emits.map(({ each = 'pattern', template, to = 'out', when }) => ({
      each,
      template: template === undefined ? undefined : new SourceText('t', template),
      to: new SourceText('to', to),
      when: when === undefined ? undefined : new SourceText('when', when),
    })),
    partials: [],
    helpers: HELPERS,
    ...more,
  };
}

const row = (text: string): Partial<TargetTexts> => ({
  partials: [{ names: ['row', 'p/row'], source: new SourceText('row', text) }],
});

describe('the fields of the texts of a target', () => {
  let workspace: TemporaryWorkspace;
  beforeEach(() => {
    workspace = temporaryWorkspace();
    workspace.write('s.json', SCHEMA);
  });
  afterEach(() => workspace.remove());

  const found = (all: TargetTexts, data: Partial<KnownData> = {}): string[] =>
    checkTexts(workspace.root, { ...DATA, ...data }, all).map(
      ({ code, file, line, column }) => `${file}:${line}:${column} ${code}`,
    );

  it('are checked in templates, paths and conditions', () => {
    const all = texts([{ template: '{{a}} {{b}}', to: '{{c}}', when: '(eq d a)' }, { to: '{{a}}' }]);
    expect(found(all)).toEqual(['t:1:9 unknown-field', 'to:1:3 unknown-field', 'when:1:5 unknown-field']);
  });

  it('are checked in partials by each of their names', () => {
    expect(found(texts([{ template: '{{> row}}' }], row('{{b}}')))).toEqual(['row:1:3 unknown-field']);
    expect(found(texts([{ template: '{{> p/row}}' }], row('{{b}}')))).toEqual(['row:1:3 unknown-field']);
    expect(found(texts([{ template: '' }], row('{{b}}')))).toEqual([]);
  });

  it('may have the names of built-in helpers', () => {
    expect(found(texts([{ template: '{{json}}{{#json}}{{/json}}{{eq}}' }]))).toEqual(['t:1:29 unknown-field']);
  });

  it('of a group or a library are those of a list of patterns', () => {
    const template = '{{a}}{{#each patterns}}{{a}}{{b}}{{/each}}';
    const expected = ['t:1:3 unknown-field', 't:1:31 unknown-field'];
    expect(found(texts([{ each: 'library', template }]))).toEqual(expected);
    expect(found(texts([{ each: 'library', template }]), { isLibraryPrepared: true })).toEqual([]);
    expect(found(texts([{ template: '{{b}}' }]), { isLibraryPrepared: true })).toEqual(['t:1:3 unknown-field']);
  });

  it('are not checked if the schema has changed', () => {
    expect(found(texts([{ template: '{{b}}' }]), { hash: '0' })).toEqual([
      's.json:undefined:undefined changed-during-run',
    ]);
  });

  it('cannot be those of a text with a syntax error', () => {
    expect(() => found(texts([{ template: '{{a' }]))).toThrow(new Error('t was compiled and cannot be parsed'));
  });

  describe('with a cache', () => {
    /** Whether a check of other texts finds the result of the first one in the cache. */
    const check = (cache: TemplateCache | undefined, all: TargetTexts, data: Partial<KnownData> = {}, base = 'base') =>
      checkDataFields({ workspaceRoot: workspace.root } as Settings, { ...DATA, ...data }, all, cache, base).length;
    const valid = texts([{ template: '{{a}}', to: 'x', when: 'a' }], row('{{a}}'));

    it('are checked once if all are known', () => {
      const cache = new TemplateCache(workspace.parent);
      expect(check(cache, valid)).toBe(0);
      expect(cache.entries()).toHaveLength(1);
      workspace.write('s.json', 'changed');
      expect(check(cache, valid)).toBe(0);
      expect(check(undefined, valid)).toBe(1);
    });

    it('are checked each time if some are unknown', () => {
      const cache = new TemplateCache(workspace.parent);
      const invalid = texts([{ template: '{{b}}' }]);
      expect([check(cache, invalid), check(cache, invalid)]).toEqual([1, 1]);
      expect(cache.entries()).toEqual([]);
    });

    it.each<[string, TargetTexts, Partial<KnownData>, string]>([
      ['the base', valid, {}, 'other'],
      ['the preparation of the library', valid, { isLibraryPrepared: true }, 'base'],
      ['a template', texts([{ template: '{{ a}}', to: 'x', when: 'a' }], row('{{a}}')), {}, 'base'],
      ['a path', texts([{ template: '{{a}}', to: 'y', when: 'a' }], row('{{a}}')), {}, 'base'],
      ['a condition', texts([{ template: '{{a}}', to: 'x', when: 'json' }], row('{{a}}')), {}, 'base'],
      ['a condition that is gone', texts([{ template: '{{a}}', to: 'x' }], row('{{a}}')), {}, 'base'],
      ['a function template', texts([{ to: 'x', when: 'a' }], row('{{a}}')), {}, 'base'],
      ['a partial', texts([{ template: '{{a}}', to: 'x', when: 'a' }], row('{{ a}}')), {}, 'base'],
      ['the kind of the emit', texts([{ each: 'library', template: '', to: 'x' }], row('{{a}}')), {}, 'base'],
      ['the helpers', { ...valid, helpers: helperNames(Object.keys(BUILT_IN_HELPERS), ['json']) }, {}, 'base'],
      ['blocks', { ...valid, helpers: helperNames(Object.keys(BUILT_IN_HELPERS), ['blockHelperMissing']) }, {}, 'base'],
    ])('are checked again after a change of %s', (_, changed, data, base) => {
      const cache = new TemplateCache(workspace.parent);
      check(cache, valid);
      check(cache, changed, data, base);
      expect(cache.entries()).toHaveLength(2);
    });

    it('are not checked again for helpers in another order', () => {
      const cache = new TemplateCache(workspace.parent);
      check(cache, valid);
      check(cache, { ...valid, helpers: helperNames(Object.keys(BUILT_IN_HELPERS).reverse(), []) });
      expect(cache.entries()).toHaveLength(1);
    });
  });
});
