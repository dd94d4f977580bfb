import { error, files, row, type Row } from '../row';

const DOCUMENT =
  'title: a\nvalue: 1\nparts:\n  one:\n    title: first\n    value: 2\n  two:\n    title: second\n    value: 3\n';
const BOTH = files({
  'one.txt': 'name=one title=first value=2\n',
  'two.txt': 'name=two title=second value=3\n',
});
const OPTIONS = { items: '/parts' };
const SOURCE = { 'templates/out.hbs': 'name={{@name}} title={{@source.title}}\n' };

/** Patterns that are parts of one document. */
export const ITEMS: readonly Row[] = [
  row('items-added', 'items: added', {
    files: { 'specs/a.yaml': DOCUMENT },
    edit: (at) => at.options(OPTIONS),
    after: files({
      'a.txt': null,
      'one.txt': 'name=one title=first value=2\n',
      'two.txt': 'name=two title=second value=3\n',
    }),
  }),
  row('items-removed', 'items: removed', {
    files: { 'specs/a.yaml': DOCUMENT },
    options: OPTIONS,
    before: BOTH,
    edit: (at) => at.options({ items: undefined }),
    after: files({ 'a.txt': 'name=a title=a value=1\n', 'one.txt': null, 'two.txt': null }),
  }),
  row('items-changed', 'items: another pointer', {
    files: { 'specs/a.yaml': `${DOCUMENT}more:\n  one:\n    title: other\n    value: 4\n` },
    options: OPTIONS,
    before: BOTH,
    edit: (at) => at.options({ items: '/more' }),
    after: files({ 'one.txt': 'name=one title=other value=4\n', 'two.txt': null }),
  }),
  row('items-pointer-to-nothing', 'items: a pointer to nothing', {
    files: { 'specs/a.yaml': DOCUMENT },
    edit: (at) => at.options({ items: '/part' }),
    after: error('items', '{row}/specs/a.yaml'),
  }),
  row('item-edited', 'an item edited', {
    files: { 'specs/a.yaml': DOCUMENT },
    options: OPTIONS,
    before: BOTH,
    edit: (at) => at.write('specs/a.yaml', DOCUMENT.replace('second', 'changed')),
    after: files({
      'one.txt': 'name=one title=first value=2\n',
      'two.txt': 'name=two title=changed value=3\n',
    }),
  }),
  row('item-added', 'an item added', {
    files: { 'specs/a.yaml': DOCUMENT },
    options: OPTIONS,
    before: BOTH,
    edit: (at) => at.write('specs/a.yaml', `${DOCUMENT}  three:\n    title: third\n    value: 4\n`),
    after: files({
      'one.txt': 'name=one title=first value=2\n',
      'three.txt': 'name=three title=third value=4\n',
    }),
  }),
  row('item-renamed', 'an item renamed', {
    files: { 'specs/a.yaml': DOCUMENT },
    options: OPTIONS,
    before: BOTH,
    edit: (at) => at.write('specs/a.yaml', DOCUMENT.replace('two:', 'zwei:')),
    after: files({
      'one.txt': 'name=one title=first value=2\n',
      'two.txt': null,
      'zwei.txt': 'name=zwei title=second value=3\n',
    }),
  }),
  row('item-source', 'what an item reads of its document by @source', {
    files: { 'specs/a.yaml': DOCUMENT, ...SOURCE },
    options: OPTIONS,
    before: files({ 'one.txt': 'name=one title=a\n', 'two.txt': 'name=two title=a\n' }),
    edit: (at) => at.write('specs/a.yaml', DOCUMENT.replace('title: a', 'title: b')),
    after: files({ 'one.txt': 'name=one title=b\n', 'two.txt': 'name=two title=b\n' }),
  }),
];
