import { error, files, row, text, type Row } from '../row';

const SAME = text('name=a title=a value=1\n');
const EDITED = text('name=a title=a value=2\n');

export const SPECS: readonly Row[] = [
  row('spec-edited', 'spec edited', {
    edit: (at) => at.replace('specs/a.yaml', 'value: 1', 'value: 2'),
    after: EDITED,
  }),
  row('spec-comment', 'spec: a comment only', {
    edit: (at) => at.write('specs/a.yaml', '# note\ntitle: a\nvalue: 1\n'),
    after: SAME,
  }),
  row('spec-touched', 'spec written again with the same bytes', {
    edit: (at) => at.write('specs/a.yaml', at.read('specs/a.yaml')),
    after: SAME,
  }),
  row('spec-added', 'spec added', {
    edit: (at) => at.write('specs/b.yaml', 'title: b\nvalue: 2\n'),
    after: files({ 'a.txt': 'name=a title=a value=1\n', 'b.txt': 'name=b title=b value=2\n' }),
  }),
  row('spec-removed', 'spec removed', {
    files: { 'specs/b.yaml': 'title: b\nvalue: 2\n' },
    edit: (at) => at.remove('specs/b.yaml'),
    after: files({ 'a.txt': 'name=a title=a value=1\n', 'b.txt': null }),
  }),
  row('spec-renamed', 'spec renamed', {
    edit: (at) => at.rename('specs/a.yaml', 'specs/c.yaml'),
    after: files({ 'a.txt': null, 'c.txt': 'name=c title=a value=1\n' }),
  }),
  row('spec-swapped', 'two specs swap their names', {
    files: { 'specs/b.yaml': 'title: b\nvalue: 2\n' },
    edit: (at) => {
      at.write('specs/a.yaml', 'title: b\nvalue: 2\n');
      at.write('specs/b.yaml', 'title: a\nvalue: 1\n');
    },
    after: files({ 'a.txt': 'name=a title=b value=2\n', 'b.txt': 'name=b title=a value=1\n' }),
  }),
  row('spec-broken', 'spec that no longer parses', {
    edit: (at) => at.write('specs/a.yaml', 'title: [\n'),
    after: error('spec-syntax', '{row}/specs/a.yaml'),
  }),
  row('spec-json', 'JSON spec edited', {
    files: { 'specs/j.json': '{ "title": "j", "value": 1 }\n' },
    options: { patterns: ['{projectRoot}/specs/*.json'] },
    before: files({ 'j.txt': 'name=j title=j value=1\n' }),
    edit: (at) => at.write('specs/j.json', '{ "title": "j", "value": 2 }\n'),
    after: files({ 'j.txt': 'name=j title=j value=2\n' }),
  }),
  row('spec-jsonc', 'JSON spec with comments edited', {
    files: { 'specs/j.jsonc': '{ // j\n  "title": "j", "value": 1,\n}\n' },
    options: { patterns: ['{projectRoot}/specs/*.jsonc'] },
    before: files({ 'j.txt': 'name=j title=j value=1\n' }),
    edit: (at) => at.write('specs/j.jsonc', '{ // k\n  "title": "j", "value": 2,\n}\n'),
    after: files({ 'j.txt': 'name=j title=j value=2\n' }),
  }),
  row('spec-toml', 'TOML spec edited', {
    files: { 'specs/t.toml': 'title = "t"\nvalue = 1\n' },
    options: { patterns: ['{projectRoot}/specs/*.toml'] },
    before: files({ 't.txt': 'name=t title=t value=1\n' }),
    edit: (at) => at.write('specs/t.toml', 'title = "t"\nvalue = 2\n'),
    after: files({ 't.txt': 'name=t title=t value=2\n' }),
  }),
  row('spec-hidden', 'spec added whose name begins with a dot', {
    edit: (at) => at.write('specs/._a.yaml', '[\n'),
    after: SAME,
  }),
  row('document-edited', 'a document of a YAML file edited', {
    files: { 'specs/a.yaml': 'title: one\nvalue: 1\n---\ntitle: two\nvalue: 2\n' },
    before: files({ 'a-0.txt': 'name=a-0 title=one value=1\n', 'a-1.txt': 'name=a-1 title=two value=2\n' }),
    edit: (at) => at.replace('specs/a.yaml', 'value: 2', 'value: 3'),
    after: files({ 'a-0.txt': 'name=a-0 title=one value=1\n', 'a-1.txt': 'name=a-1 title=two value=3\n' }),
  }),
  row('document-added', 'a second document added to a YAML file', {
    edit: (at) => at.write('specs/a.yaml', 'title: a\nvalue: 1\n---\ntitle: b\nvalue: 2\n'),
    after: files({ 'a.txt': null, 'a-0.txt': 'name=a-0 title=a value=1\n', 'a-1.txt': 'name=a-1 title=b value=2\n' }),
  }),
  row('document-removed', 'all documents but one removed from a YAML file', {
    files: { 'specs/a.yaml': 'title: a\nvalue: 1\n---\ntitle: b\nvalue: 2\n' },
    before: files({ 'a-0.txt': 'name=a-0 title=a value=1\n', 'a-1.txt': 'name=a-1 title=b value=2\n' }),
    edit: (at) => at.write('specs/a.yaml', 'title: a\nvalue: 1\n---\n'),
    after: files({ 'a.txt': 'name=a title=a value=1\n', 'a-0.txt': null, 'a-1.txt': null }),
  }),
  row('document-empty', 'an empty document added to a YAML file', {
    edit: (at) => at.write('specs/a.yaml', '---\ntitle: a\nvalue: 1\n---\n# none\n'),
    after: SAME,
  }),
  row('spec-ignored', 'spec that git ignores edited', {
    files: { 'build/a.yaml': 'title: a\nvalue: 1\n' },
    options: { patterns: ['{projectRoot}/build/*.yaml'] },
    edit: (at) => at.replace('build/a.yaml', 'value: 1', 'value: 2'),
    after: EDITED,
  }),
  row('spec-own-outputs', 'own outputs lie under the globs of patterns', {
    files: { 'specs/j.json': '{ "title": "j", "value": 1 }\n', 'templates/out.hbs': '{{json this}}\n' },
    options: {
      patterns: ['{projectRoot}/**/*.json', '!**/nx-workflow.json'],
      emit: [{ template: 'out', to: '{{@name}}.json' }],
    },
    before: files({ 'j.json': '{"title":"j","value":1}\n' }),
    edit: (at) => at.write('specs/j.json', '{ "title": "j", "value": 2 }\n'),
    after: files({ 'j.json': '{"title":"j","value":2}\n' }),
  }),
];

export const TEMPLATES: readonly Row[] = [
  row('template-edited', 'template edited', {
    edit: (at) => at.replace('templates/out.hbs', 'value=', 'VALUE='),
    after: text('name=a title=a VALUE=1\n'),
  }),
  row('template-added', 'template added that no emit names', {
    edit: (at) => at.write('templates/other.hbs', '{{title}}'),
    after: SAME,
  }),
  row('template-removed', 'template removed', {
    edit: (at) => at.remove('templates/out.hbs'),
    after: error(undefined, 'out'),
  }),
  row('template-moved', 'template moved to another folder of the glob', {
    options: { templates: ['{projectRoot}/templates/**/*.hbs'], emit: [{ template: 'one/out', to: '{{@name}}.txt' }] },
    files: { 'templates/one/out.hbs': 'one {{title}}\n', 'templates/two/out.hbs': 'two {{title}}\n' },
    before: text('one a\n'),
    edit: (at) => at.rename('templates/two/out.hbs', 'templates/one/out.hbs'),
    after: text('two a\n'),
  }),
  row('partial-edited', 'partial edited', {
    files: { 'templates/out.hbs': '{{> head}}{{value}}\n', 'partials/head.hbs': '[{{title}}]' },
    options: { partials: ['{projectRoot}/partials/**/*.hbs'] },
    before: text('[a]1\n'),
    edit: (at) => at.write('partials/head.hbs', '<{{title}}>'),
    after: text('<a>1\n'),
  }),
  row('partial-nested', 'partial of a partial edited', {
    files: {
      'templates/out.hbs': '{{> head}}{{value}}\n',
      'partials/head.hbs': '[{{> inner}}]',
      'partials/inner.hbs': '{{title}}',
    },
    options: { partials: ['{projectRoot}/partials/**/*.hbs'] },
    before: text('[a]1\n'),
    edit: (at) => at.write('partials/inner.hbs', '{{title}}!'),
    after: text('[a!]1\n'),
  }),
  row('partial-by-data', 'partial that data chooses edited', {
    files: {
      'specs/a.yaml': 'title: a\nvalue: 1\ntype: add\n',
      'templates/out.hbs': '{{> (partial "nodes/" type)}};\n',
      'partials/nodes/add.hbs': '+{{value}}',
    },
    options: { partials: ['{projectRoot}/partials/**/*.hbs'] },
    before: text('+1;\n'),
    edit: (at) => at.write('partials/nodes/add.hbs', '++{{value}}'),
    after: text('++1;\n'),
  }),
  row('partial-added', 'missing partial added', {
    files: { 'templates/out.hbs': '{{> head}}{{value}}\n', 'partials/other.hbs': '' },
    options: { partials: ['{projectRoot}/partials/**/*.hbs'] },
    before: error('unknown-partial', '{row}/templates/out.hbs'),
    edit: (at) => at.write('partials/head.hbs', '<{{title}}>'),
    after: text('<a>1\n'),
  }),
  row('partial-removed', 'partial removed', {
    files: { 'templates/out.hbs': '{{> head}}{{value}}\n', 'partials/head.hbs': '[{{title}}]', 'partials/x.hbs': '' },
    options: { partials: ['{projectRoot}/partials/**/*.hbs'] },
    before: text('[a]1\n'),
    edit: (at) => at.remove('partials/head.hbs'),
    after: error('unknown-partial', '{row}/templates/out.hbs'),
  }),
  row('globs-negated', 'globs of one option leave out what another reads', {
    files: {
      'data/a.json': '{ "title": "a" }\n',
      'data/schema.json': '{ "type": "object" }\n',
      'templates/out.hbs': '{{> _head}};\n',
      'templates/_head.hbs': '[{{title}}]',
    },
    options: {
      patterns: ['{projectRoot}/data/*.json', '!{projectRoot}/data/schema.json'],
      schema: '{projectRoot}/data/schema.json',
      templates: ['{projectRoot}/templates/*.hbs', '!{projectRoot}/templates/_*.hbs'],
      partials: ['{projectRoot}/templates/_*.hbs'],
    },
    before: text('[a];\n'),
    edit: (at) => at.write('templates/_head.hbs', '<{{title}}>'),
    after: text('<a>;\n'),
  }),
];
