import { inlinePartials } from './inline-partials';

test.each([
  ['', []],
  ['{{> row}} {{#inline "row"}}', []],
  ['{{#*inline "row"}}x{{/inline}}', ['row']],
  ["{{#*inline 'row'}}x{{/inline}}", ['row']],
  ['{{~#* inline   "row"~}}x{{/inline}}', ['row']],
  ['{{#*inline ""}}x{{/inline}}', ['']],
  ['{{#*inline name}}x{{/inline}}', []],
  [`{{#*inline "b"}}{{/inline}}\n{{#*inline 'a'}}{{/inline}}{{#*inline "b"}}{{/inline}}`, ['b', 'a', 'b']],
])('the inline partials of %j are %j', (text, expected) => {
  expect(inlinePartials(text)).toEqual(expected);
});
