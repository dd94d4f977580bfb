import { SourceText } from '../../diagnostics/source-text';
import { compileTemplate } from './compile-template';
import { BUILT_IN_HELPERS, helperNames } from './helper-names';
import { TemplateRuntime } from './template-runtime';

function rendered(template: string, data: unknown): string {
  const helpers = helperNames(Object.keys(BUILT_IN_HELPERS), []);
  const names = { helpers, partials: new Set<string>(), inline: new Set<string>() };
  const code = compileTemplate('template', new SourceText('t.hbs', template), names, true, 'empty');
  if (typeof code !== 'string') throw new Error(code[0]?.message);
  return new TemplateRuntime([{ names: ['t'], kind: 'template', file: 't.hbs', code }], {}).render('t', data, {}).text;
}

const DATA = { text: 'a\n\nb', list: ['x', 'y'], four: 4, zero: 0 };

test.each([
  ['{{indent text}}', '  a\n\n  b'],
  ['{{indent text 4}}', '    a\n\n    b'],
  ['{{indent text 0}}', 'a\n\nb'],
  ['{{indent text zero}}', 'a\n\nb'],
  ['{{indent text four}}', '    a\n\n    b'],
  ['{{indent text missing}}', '  a\n\n  b'],
  ['{{#indent}}{{text}}{{/indent}}', '  a\n\n  b'],
  ['{{#indent 4}}{{text}}{{/indent}}', '    a\n\n    b'],
  ['{{#indent 0}}{{text}}{{/indent}}', 'a\n\nb'],
  ['{{join list}}', 'x, y'],
  ['{{join list ""}}', 'xy'],
  ['{{join list 0}}', 'x0y'],
  ['{{join list missing}}', 'x, y'],
  ['{{{json list}}}', '["x","y"]'],
  ['{{{json list indent=1}}}', '[\n "x",\n "y"\n]'],
  ['{{{json list indent=missing}}}', '["x","y"]'],
  ['{{{json missing}}}', 'null'],
])('%s', (template, text) => {
  expect(rendered(template, DATA)).toBe(text);
});
