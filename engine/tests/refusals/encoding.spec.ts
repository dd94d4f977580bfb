import { refusal } from '../../testing/small';
import { endDriver } from '../../testing/workspace';

afterAll(endDriver);

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

it.each([
  ['templates/one.hbs', 'Hello {{title}}\nGr\u00fc\u00dfe\n', {}, 'Gr\ufffd\ufffde', 3],
  ['partials/p.hbs', 'a\nGr\u00fc\u00dfe\n', {}, 'Gr\ufffd\ufffde', 3],
  ['code/h.js', "\nexports.a = () => '\u00fc';\n", { helpers: 'code/h.js' }, "exports.a = () => '\ufffd';", 20],
  [
    'code/h.mjs',
    "\nexport default (spec) => '\u00fc';\n",
    { prepare: 'code/h.mjs' },
    "export default (spec) => '\ufffd';",
    27,
  ],
  ['schema.json', '{\n "title": "\u00fc" }', { schema: 'schema.json' }, ' "title": "\ufffd" }', 12],
] as const)('%s that is not UTF-8 is refused with its place', async (file, text, options, line, column) => {
  expect(await refusal({ title: '', files: { [file]: latin1(text) }, options })).toEqual([
    `${file}:2:${column} error ${file === 'schema.json' ? 'schema' : 'encoding'}: the file is not valid UTF-8`,
    `  2 | ${line}`,
    `    | ${' '.repeat(column - 1)}^`,
    '  hint: save it as UTF-8',
  ]);
});

it('a module imported by a helper is rejected too', async () => {
  const files = {
    'code/h.js': "exports.a = require('./deep');\n",
    'code/deep.js': latin1("module.exports = '\u00fc';\n"),
  };
  expect((await refusal({ title: '', files, options: { helpers: 'code/h.js' } }))[0]).toBe(
    'code/deep.js:1:19 error encoding: the file is not valid UTF-8',
  );
});

it('the replacement character is an ordinary character, and a byte order mark takes no column', async () => {
  const files = {
    'templates/one.hbs': Buffer.concat([Buffer.from('\ufeff\ufffd\u{1f600} '), Buffer.from([0xef, 0xbf, 0x41])]),
  };
  expect((await refusal({ title: '', files }))[0]).toBe(
    'templates/one.hbs:1:5 error encoding: the file is not valid UTF-8',
  );
});
