import { relocateSourceMap } from './source-map';

const move = (text: string, name = 'x.js.map'): string =>
  relocateSourceMap(name, Buffer.from(text, 'latin1'), '/w/out/.staging/command-0', '/w/out/sub').toString('latin1');
const inline = (map: string, after = '\n', by = '//#'): string =>
  `code;\n${by} sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}${after}`;

test.each([
  ['a source in the same folder', '{"sources":["../../sub/x.ts"]}', '{"sources":["x.ts"]}'],
  [
    'several sources, and unchanged formatting',
    '{ "sources": [\n "../../a.ts", "../../../b.ts" ], "x": 1 }',
    '{ "sources": [\n "../a.ts", "../../b.ts" ], "x": 1 }',
  ],
  ['a source outside the workspace', '{"sources":["../../../../../c.ts"]}', '{"sources":["../../../c.ts"]}'],
  ['a sourceRoot', '{"sourceRoot":"../..","sources":["sub/x.ts"]}', '{"sourceRoot":"..","sources":["sub/x.ts"]}'],
  [
    'URLs and absolute paths',
    '{"sources":["webpack:///x","/x.ts","http://x/y",null]}',
    '{"sources":["webpack:///x","/x.ts","http://x/y",null]}',
  ],
  ['no map', 'not JSON', 'not JSON'],
  ['no sources', '{}', '{}'],
])('%s', (_what, text, expected) => {
  expect(move(text)).toBe(expected);
  if (text.startsWith('{')) expect(move(inline(text), 'x.js')).toBe(inline(expected));
});

test('only a comment at the end counts as an inline map', () => {
  const map = '{"sources":["../../sub/x.ts"]}';
  expect(move(inline(map, ' */\n', '/*#'), 'x.css')).toBe(inline('{"sources":["x.ts"]}', ' */\n', '/*#'));
  expect(move(inline(map, '\nmore();\n'), 'x.js')).toBe(inline(map, '\nmore();\n'));
  expect(move(`\xff${inline(map)}`, 'x.o')).toBe(`\xff${inline(map)}`);
});
