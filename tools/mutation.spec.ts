import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

/** The places that are changed in a source, as `old -> new`. */
function mutants(source: string): string[] {
  const module = pathToFileURL(resolve(__dirname, 'mutation/mutants.mjs')).href;
  const program = `
    const { mutantsOf } = await import(${JSON.stringify(module)});
    const found = mutantsOf(${JSON.stringify(source)}, 'x.ts');
    process.stdout.write(JSON.stringify(found.map(({ what }) => what)));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }),
  ) as string[];
}

test('what is changed in a source', () => {
  expect(mutants("const a = b === 1 ? c && !d : 'x';")).toEqual([
    "b === 1 ? c && !d : 'x' -> (c && !d)",
    "b === 1 ? c && !d : 'x' -> ('x')",
    '=== -> !==',
    '1 -> 2',
    '&& -> ||',
    '!d -> (d)',
    "'x' -> ''",
  ]);
  expect(mutants('if (a.some(f)) g(); else return a.filter(f) ?? [b];')).toEqual([
    'a.some(f) -> false',
    'a.some(f) -> true',
    'some -> every',
    'g(); -> ;',
    'return a.filter(f) ?? [b]; -> return undefined as never;',
    'a.filter(f) -> a',
    'a.filter(f) ?? [b] -> ([b])',
    '[b] -> [] as never',
  ]);
});

test('what is not: types, modules, keys, what is the same afterwards', () => {
  const source =
    "import a from 'a'; type B = 'b' | 1; interface C { d: 'e' } const f = require('g'); h['i']; export * from 'j';";
  expect(mutants(source)).toEqual([]);
  expect(mutants('function f() { return undefined; }')).toEqual([]);
});
