import { scanImports } from './scan-imports';

const found = (text: string, isTypeScript = false): string[] =>
  scanImports(text, isTypeScript).imports.map(({ kind, specifier }) => `${kind} ${specifier}`);

test.each<[string, string[]]>([
  ['import"./x.mjs"', ['import ./x.mjs']],
  ['import /* a */ x /* b */ from // c\n "./x.mjs"', ['import ./x.mjs']],
  ['export * from"./x.mjs"; export { a } from \'./y.mjs\'', ['import ./x.mjs', 'import ./y.mjs']],
  ['await import(/* c */ "./x.mjs" /* d */)', ['import ./x.mjs']],
  ['import(("./x.mjs"))', ['import ./x.mjs']],
  ['import(`./x.mjs`, { with: { type: "json" } })', ['import ./x.mjs']],
  ['import("./\\x78.mjs")', ['import ./x.mjs']],
  ['import(new URL("./x.mjs", import.meta.url).href)', ['import ./x.mjs', 'url ./x.mjs']],
  ['import(new URL(/* c */ "x.mjs", import.meta.url))', ['import ./x.mjs', 'url x.mjs']],
  ['import(import.meta.resolve("x"))', ['import x']],
  ['import(require.resolve("x"))', ['require x']],
  ['import(pathToFileURL(require.resolve("x")).href)', ['require x']],
  ['export const text = read(new URL("./t.txt", import.meta.url))', ['url ./t.txt']],
  ['// import "./x.mjs"\nconst s = "import \'./y.mjs\'"', []],
  [
    'require("x"); require ( /* a */ \'y\' // b\n ); require(`z`); require("\\x61")',
    ['require x', 'require y', 'require z', 'require a'],
  ],
  ['require.resolve("x", {}); module.require("y"); require?.("z")', ['require x', 'require y', 'require z']],
  ['require("x" + name); require(`./${name}`); required("x"); $require("x")', []],
  [
    'import { createRequire as make } from "module"; const r$ = make(import.meta.url); r$("x"); createRequire(f())("y")',
    ['import module', 'require x', 'require y'],
  ],
])('%s', (text, imports) => {
  expect(found(text)).toEqual(imports);
  expect(scanImports(text, false).computed).toEqual([]);
});

test('TypeScript that the lexer cannot read is searched by text, and its imports may become calls of `require`', () => {
  const text =
    'const one = <T,>(a: T) => a / 2;\nimport two = require("./two");\nimport type { Three } from "./three";\n';
  expect(found(text, true)).toEqual(['import ./three', 'require ./two', 'require ./three']);
  expect(found('import { a } from "./a";\nconst b: Array<number> = [];', true)).toEqual(['import ./a', 'require ./a']);
});

test.each<[string, boolean, object[]]>([
  ['\n  import(`./${n}.mjs`);', false, [{ line: 2, column: 3, text: 'import(`./${n}.mjs`)' }]],
  ['const x = await import(\n  name,\n)', false, [{ line: 1, column: 17, text: 'import( name, )' }]],
  [
    'import(new URL(name, import.meta.url))',
    false,
    [{ line: 1, column: 1, text: 'import(new URL(name, import.meta.url))' }],
  ],
  ['import("./a" + name)', false, [{ line: 1, column: 1, text: 'import("./a" + name)' }]],
  ['const a = <T,>(b: T) => b / 2; import(f(name))', true, [{ line: 1, column: 32, text: 'import(f(name))' }]],
  ['const a = <T,>(b: T) => b / 2; // import(name)\nimport("./a")', true, []],
  // The lexer refuses an unmatched brace, so that the text is searched.
  ['}\n  import(f(name), (1)); x()', false, [{ line: 2, column: 3, text: 'import(f(name), (1))' }]],
  ['} // import(name)\n * import(other)', false, []],
  ['}\n  import("./a")', false, []],
  ['} // import(name)\nimport(other)', false, [{ line: 2, column: 1, text: 'import(other)' }]],
])('%s: its name is computed', (text, isTypeScript, computed) => {
  expect(scanImports(text, isTypeScript).computed).toEqual(computed);
});
