import type { Json } from '../place';
import { error, files, levelRow, row, text, type Row } from '../row';

const PARTS = 'title: a\nvalue: 1\nparts:\n  one: { title: first }\n  two: { title: second }\n';
const EACH_SOURCE: Json = {
  items: '/parts',
  emit: [{ template: 'group', to: '{{@name}}.txt', each: 'source' }],
};
const GROUP = '{{@source.title}}:{{#each patterns}} {{@key}}={{title}}{{/each}}\n';
const OF_A_AND_B = {
  'specs/a.yaml': PARTS,
  'specs/b.yaml': PARTS.replace('title: a', 'title: b'),
  'templates/group.hbs': GROUP,
};
const BOTH = files({ 'a.txt': 'a: one=first two=second\n', 'b.txt': 'b: one=first two=second\n' });

const when = (condition: string): Json => ({
  emit: [{ template: 'out', to: '{{@name}}.txt', when: condition }],
});
const MADE = text('name=a title=a value=1\n');
const NOT_MADE = files({ 'a.txt': null });

const OUT: Json = { template: 'out', to: '{{@name}}.txt' };
const COPY: Json = { emit: [OUT, { copy: ['{projectRoot}/assets/**/*'], to: 'assets' }] };
const ASSETS = { 'assets/one.txt': 'one\r\n', 'assets/deep/two.bin': '\u0000two' };
const COPIED = files({ 'assets/one.txt': 'one\r\n', 'assets/deep/two.bin': '\u0000two' });

/** Files of a source file, conditions, and files that are copied. */
export const EMITS: readonly Row[] = [
  row('each-source-added', 'each: source, instead of each pattern', {
    files: { ...OF_A_AND_B, 'specs/b.yaml': 'title: b\nvalue: 2\nparts: {}\n' },
    options: { items: '/parts' },
    before: files({ 'one.txt': 'name=one title=first value=\n', 'a.txt': null }),
    edit: (at) => at.options(EACH_SOURCE),
    after: files({ 'a.txt': 'a: one=first two=second\n', 'b.txt': null, 'one.txt': null }),
  }),
  row('each-source-item', 'each: source: one item edited', {
    files: OF_A_AND_B,
    options: EACH_SOURCE,
    before: BOTH,
    edit: (at) => at.replace('specs/b.yaml', 'title: second', 'title: other'),
    after: files({ 'a.txt': 'a: one=first two=second\n', 'b.txt': 'b: one=first two=other\n' }),
  }),
  row('each-source-item-gone', 'each: source: one item gone', {
    files: OF_A_AND_B,
    options: EACH_SOURCE,
    before: BOTH,
    edit: (at) => at.replace('specs/b.yaml', '  two: { title: second }\n', ''),
    after: files({ 'a.txt': 'a: one=first two=second\n', 'b.txt': 'b: one=first\n' }),
  }),
  row('each-source-document', 'each: source: another part of the document edited', {
    files: OF_A_AND_B,
    options: EACH_SOURCE,
    before: BOTH,
    edit: (at) => at.replace('specs/b.yaml', 'title: b', 'title: c'),
    after: files({ 'a.txt': 'a: one=first two=second\n', 'b.txt': 'c: one=first two=second\n' }),
  }),
  row('each-source-gone', 'each: source: a source file gone', {
    files: OF_A_AND_B,
    options: EACH_SOURCE,
    before: BOTH,
    edit: (at) => at.remove('specs/b.yaml'),
    after: files({ 'a.txt': 'a: one=first two=second\n', 'b.txt': null }),
  }),
  row('when-added', 'when: added', { edit: (at) => at.options(when('(eq value 2)')), after: NOT_MADE }),
  row('when-changed', 'when: changed', {
    options: when('(eq value 2)'),
    before: NOT_MADE,
    edit: (at) => at.options(when('(eq value 1)')),
    after: MADE,
  }),
  row('when-begins', 'when: the field that it asks for begins to hold', {
    files: { 'specs/a.yaml': 'title: a\nvalue: 1\ndone: false\n' },
    options: when('done'),
    before: NOT_MADE,
    edit: (at) => at.replace('specs/a.yaml', 'false', 'true'),
    after: MADE,
  }),
  row('when-ends', 'when: the field that it asks for holds no longer', {
    files: { 'specs/a.yaml': 'title: a\nvalue: 1\ndone: true\n' },
    options: when('done'),
    before: MADE,
    edit: (at) => at.replace('specs/a.yaml', 'true', 'false'),
    after: NOT_MADE,
  }),
  levelRow('when-helper', "when: a helper's module edited", 'helpers.cjs', {
    files: { 'helpers.cjs': 'exports.level = () => 0;\n', 'templates/out.hbs': 'level\n' },
    options: when('(level)'),
    before: NOT_MADE,
    edit: (at) => at.replace('helpers.cjs', '0', '2'),
    after: text('level\n'),
  }),
  row('when-misspelt', 'when: a field that the schema does not know', {
    files: {
      'specs/a.yaml': 'title: a\nvalue: 1\ndone: true\n',
      'schema.json': { type: 'object', properties: { title: {}, value: {}, done: {} } },
    },
    options: { ...when('done'), schema: '{projectRoot}/schema.json' },
    before: MADE,
    edit: (at) => at.options(when('dnoe')),
    after: error('unknown-field', 'dnoe', 'did you mean "done"?'),
  }),
  row('copy-added', 'copy: added', { files: ASSETS, edit: (at) => at.options(COPY), after: COPIED }),
  row('copy-removed', 'copy: removed', {
    files: ASSETS,
    options: COPY,
    before: COPIED,
    edit: (at) => at.options({ emit: [OUT] }),
    after: files({ 'assets/one.txt': null, 'assets/deep/two.bin': null, 'a.txt': 'name=a title=a value=1\n' }),
  }),
  row('copy-edited', 'a file edited that is copied', {
    files: ASSETS,
    options: COPY,
    before: COPIED,
    edit: (at) => at.write('assets/deep/two.bin', '\u0001two'),
    after: files({ 'assets/one.txt': 'one\r\n', 'assets/deep/two.bin': '\u0001two' }),
  }),
  row('copy-new', 'a file to copy that is new', {
    files: ASSETS,
    options: COPY,
    before: COPIED,
    edit: (at) => at.write('assets/deep/three.txt', 'three\n'),
    after: files({ 'assets/deep/two.bin': '\u0000two', 'assets/deep/three.txt': 'three\n' }),
  }),
  row('copy-gone', 'a file to copy that is gone', {
    files: ASSETS,
    options: COPY,
    before: COPIED,
    edit: (at) => at.remove('assets/one.txt'),
    after: files({ 'assets/one.txt': null, 'assets/deep/two.bin': '\u0000two' }),
  }),
];
