import { refusal, type Refusal } from '../../testing/small';
import { endDriver } from '../../testing/workspace';

afterAll(endDriver);

const CASES: readonly Refusal[] = [
  {
    title: 'an empty path',
    files: {},
    options: { emit: [{ template: 'one', to: '{{nothing}}' }] },
    says: ['specs/a.json error output-path: "to" gives the path "": it is empty', '  hint: emit.to is "{{nothing}}"'],
  },
  {
    title: 'an absolute path',
    files: {},
    options: { emit: [{ template: 'one', to: '/etc/passwd' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path "/etc/passwd": it is absolute',
      '  hint: emit.to is "/etc/passwd"',
    ],
  },
  {
    title: 'a path with a drive letter',
    files: {},
    options: { emit: [{ template: 'one', to: 'C:x.ts' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path "C:x.ts": it is absolute',
      '  hint: emit.to is "C:x.ts"',
    ],
  },
  {
    title: 'a path with ".."',
    files: {},
    options: { emit: [{ template: 'one', to: 'a/../../b.ts' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path "a/../../b.ts": it leaves the output folder',
      '  hint: emit.to is "a/../../b.ts"',
    ],
  },
  {
    title: 'a path with a backslash',
    files: {},
    options: { emit: [{ template: 'one', to: 'a\\\\b.ts' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path "a\\\\b.ts": it holds a backslash; folders are separated by "/"',
      '  hint: emit.to is "a\\\\b.ts"',
    ],
  },
  {
    title: 'a path with an empty part',
    files: {},
    options: { emit: [{ template: 'one', to: 'a//b.ts' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path "a//b.ts": it has an empty part',
      '  hint: emit.to is "a//b.ts"',
    ],
  },
  {
    title: 'a path with a dot',
    files: {},
    options: { emit: [{ template: 'one', to: './b.ts' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path "./b.ts": it has an empty part',
      '  hint: emit.to is "./b.ts"',
    ],
  },
  {
    title: 'a path that ends with a slash',
    files: {},
    options: { emit: [{ template: 'one', to: 'a/' }] },
    says: ['specs/a.json error output-path: "to" gives the path "a/": it has an empty part', '  hint: emit.to is "a/"'],
  },
  {
    title: 'the path of the manifest',
    files: {},
    options: { emit: [{ template: 'one', to: '.codegen-manifest.json' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path ".codegen-manifest.json": names that begin with ".codegen-" are for the executor itself',
      '  hint: emit.to is ".codegen-manifest.json"',
    ],
  },
  {
    title: 'a path in the staging folder',
    files: {},
    options: { emit: [{ template: 'one', to: '.codegen-x/a.ts' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path ".codegen-x/a.ts": names that begin with ".codegen-" are for the executor itself',
      '  hint: emit.to is ".codegen-x/a.ts"',
    ],
  },
  {
    title: 'a path with a colon',
    files: {},
    options: { emit: [{ template: 'one', to: 'a:b.ts' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path "a:b.ts": it is absolute',
      '  hint: emit.to is "a:b.ts"',
    ],
  },
  {
    title: 'a path that ends with a dot',
    files: {},
    options: { emit: [{ template: 'one', to: 'a./b.ts' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path "a./b.ts": "a." ends with a dot or a space',
      '  hint: emit.to is "a./b.ts"',
    ],
  },
  {
    title: 'a device name on Windows',
    files: {},
    options: { emit: [{ template: 'one', to: 'aux.ts' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path "aux.ts": "aux.ts" is a device on Windows',
      '  hint: emit.to is "aux.ts"',
    ],
  },
  {
    title: 'a device name on Windows in a folder',
    files: {},
    options: { emit: [{ template: 'one', to: 'x/COM1' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path "x/COM1": "COM1" is a device on Windows',
      '  hint: emit.to is "x/COM1"',
    ],
  },
  {
    title: 'a path that is too long',
    files: {},
    options: { emit: [{ template: 'one', to: 'a'.repeat(256) }] },
    says: [
      'specs/a.json error output-path: "to" gives the path "' +
        'a'.repeat(99) +
        '…": a part of it is longer than 255 bytes',
      '  hint: emit.to is "' + 'a'.repeat(256) + '"',
    ],
  },
  {
    title: 'a path with a line end',
    files: {},
    options: { emit: [{ template: 'one', to: '{{title}}\n.ts' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path "A\\n.ts": it holds a control character',
      '  hint: emit.to is "{{title}}',
      '  .ts"',
    ],
  },
  {
    title: 'a path from data that leaves the folder',
    files: { 'specs/a.json': '{ "title": "../../evil" }' },
    options: { emit: [{ template: 'one', to: '{{title}}.ts' }] },
    says: [
      'specs/a.json error output-path: "to" gives the path "../../evil.ts": it leaves the output folder',
      '  hint: emit.to is "{{title}}.ts"',
    ],
  },
  {
    title: 'an invalid path of a library file',
    files: {},
    options: { emit: [{ template: 'one', to: '../x', each: 'library' }] },
    says: [
      'templates/one.hbs error output-path: "to" gives the path "../x": it leaves the output folder',
      '  hint: emit.to is "../x"',
    ],
  },
  {
    title: 'two emits with one file',
    files: { 'templates/two.hbs': '' },
    options: {
      emit: [
        { template: 'one', to: 'x.txt' },
        { template: 'two', to: 'x.txt' },
      ],
    },
    says: [
      'generated/x.txt error output-collision: this file would be made twice',
      '  hint: made by templates/one.hbs from specs/a.json',
      '  and by templates/two.hbs from specs/a.json; give "to" something that tells them apart',
    ],
  },
  {
    title: 'two patterns with one file',
    files: { 'specs/b.yaml': 'title: B' },
    options: { emit: [{ template: 'one', to: 'x.txt' }] },
    says: [
      'generated/x.txt error output-collision: this file would be made twice',
      '  hint: made by templates/one.hbs from specs/a.json',
      '  and by templates/one.hbs from specs/b.yaml; give "to" something that tells them apart',
    ],
  },
  {
    title: 'two files that differ in case',
    files: { 'specs/b.yaml': 'title: B' },
    options: { emit: [{ template: 'one', to: '{{#if (eq title "A")}}X{{else}}x{{/if}}.txt' }] },
    says: [
      'generated/x.txt error output-collision: this differs from "X.txt" only in case or accents: one file on many systems',
      '  hint: made by templates/one.hbs from specs/a.json',
      '  and by templates/one.hbs from specs/b.yaml; give "to" something that tells them apart',
    ],
  },
  {
    title: 'a file in the place of a folder',
    files: { 'specs/b.yaml': 'title: B' },
    options: { emit: [{ template: 'one', to: '{{#if (eq title "A")}}x{{else}}x/y{{/if}}' }] },
    says: [
      'generated/x/y error output-collision: "x" is a file, and here a folder',
      '  hint: made by templates/one.hbs from specs/a.json',
      '  and by templates/one.hbs from specs/b.yaml; give "to" something that tells them apart',
    ],
  },
  {
    title: 'a file that is also a compiler output',
    files: { 'templates/two.hbs': '' },
    options: {
      emit: [
        { template: 'two', to: 'a.ts' },
        { template: 'one', to: 'a.js' },
      ],
      compile: [{ compiler: 'typescript' }],
    },
    says: [
      'generated/a.js error output-collision: this file would be made twice',
      '  hint: made by compiling a.ts',
      '  and by templates/one.hbs from specs/a.json; give "to" something that tells them apart',
    ],
  },
];

describe('an error of an output path', () => {
  it.each(CASES)('$title', async (one) => {
    expect(await refusal(one)).toEqual(one.says);
  });
});
