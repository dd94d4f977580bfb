import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import glob from 'fast-glob';
import { codegenOptions, ROOT, runCodegen, specFiles } from './generated';
import schema from '../language/pattern.schema.json';

/**
 * Detects spec fields that the generator ignores: changing any single value of a spec must change the generated text or
 * be refused with a reason. Prose fields, which the schema marks, must not change it.
 */

type Path = (string | number)[];
const ID = /^[a-z]/;

/** All leaf values of a spec, including the names of nodes. */
function* leaves(value: unknown, path: Path = []): Generator<{ path: Path; value: unknown }> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* leaves(item, [...path, index]);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* leaves(item, [...path, key]);
  } else yield { path, value };
}

/** True if the schema marks the field as prose. */
function isDescriptive(path: Path): boolean {
  const top = schema.properties as Record<string, { 'x-descriptive'?: boolean }>;
  const node = schema.definitions.node.properties as Record<string, { 'x-descriptive'?: boolean }>;
  const field = path[0] === 'nodes' ? node[String(path[2])] : top[String(path[0])];
  if (!field) throw new Error(`the schema does not know ${path.join('/')}`);
  return field['x-descriptive'] === true;
}

/** A different value of the same type. */
function other(path: Path, value: unknown): unknown {
  const field = String(path.at(-1));
  if (typeof value === 'number') return Number.isInteger(value) ? value + 1 : value * 0.875;
  const text = String(value);
  if (path[0] !== 'nodes') {
    if (field === 'symmetry') return text === 'none' ? 'copy' : 'none';
    if (field === 'family') return text === 'prism' ? 'tempiscope' : 'prism';
    return `${text}${ID.test(text) ? '_x' : ' X'}`;
  }
  if (path[2] === 'type')
    return { Sin: 'Cos', Cos: 'Sin', Min: 'Max', Max: 'Min', Trail: 'Hold', Time: 'Led' }[text] ?? 'Time';
  if (text.startsWith('#')) return text === '#808080' ? '#818181' : '#808080';
  if (path[2] === 'params') {
    const others: Record<string, string> = { smooth: 'raw', nearest: 'linear', max: 'mean', second: 'frame' };
    return others[text] ?? `${text}x`;
  }
  if (path[2] === 'inputs') return text.startsWith('$') ? (text === '$speed' ? '$color' : '$speed') : 0.3125;
  return `${text} X`;
}

function changed(spec: any, path: Path, value: unknown): any {
  const copy = structuredClone(spec);
  const parent = path.slice(0, -1).reduce((at, key) => at[key], copy);
  parent[path.at(-1) as string] = value;
  return copy;
}

const folder = '.cache/k1-tests/fields';
/** Generates all variants in one run, each as a separate spec `<n>/<id>.yaml`. */
function generateAll(variants: { name: string; spec: any }[]): Map<string, string> {
  const absolute = join(ROOT, folder);
  rmSync(absolute, { recursive: true, force: true });
  for (const { name, spec } of variants) {
    mkdirSync(join(absolute, 'specs', name), { recursive: true });
    writeFileSync(join(absolute, 'specs', name, `${spec.id}.yaml`), stringify(spec));
  }
  const options = codegenOptions(`${folder}/out`, [`${folder}/specs/*/*.yaml`]) as {
    emit: { template: string; to: string; each?: string }[];
  };
  const emit = options.emit
    .filter(({ each }) => each !== 'library')
    .map(({ template }) => ({ template, to: `{{@path}}.${template}` }));
  const { output } = runCodegen({ ...options, emit, compile: [], onError: 'continue' });
  const texts = new Map<string, string>();
  for (const file of glob.sync('out/**', { cwd: absolute, dot: true, ignore: ['**/.codegen-manifest.json'] }).sort()) {
    const name = /specs\/([^/]+)\//.exec(file)?.[1] ?? '';
    texts.set(name, (texts.get(name) ?? '') + readFileSync(join(absolute, file), 'utf8'));
  }
  for (const match of output.matchAll(/specs\/([^/]+)\/\S+ error (.*)/g)) texts.set(match[1]!, `refused: ${match[2]}`);
  return texts;
}

test('changing any single field of a spec changes the output, except for prose', () => {
  const variants: { name: string; spec: any; base: string; path: Path; descriptive: boolean }[] = [];
  for (const file of specFiles) {
    const spec = parse(readFileSync(join(ROOT, file), 'utf8'));
    variants.push({ name: spec.id, spec, base: spec.id, path: [], descriptive: true });
    for (const { path, value } of leaves(spec)) {
      const name = `${spec.id}-${path.join('-').replaceAll('.', '_')}`;
      const variant = changed(spec, path, other(path, value));
      variants.push({ name, spec: variant, base: spec.id, path, descriptive: isDescriptive(path) });
    }
  }
  // The variants cover every field of the schema.
  const fields = new Set(variants.map(({ path }) => String(path[0] === 'nodes' ? path[2] : path[0])));
  const all = [...Object.keys(schema.properties), ...Object.keys(schema.definitions.node.properties)];
  expect(all.filter((field) => field !== 'nodes' && !fields.has(field))).toEqual([]);

  const texts = generateAll(variants);
  expect(variants.filter(({ name }) => !texts.has(name)).map(({ name }) => name)).toEqual([]);
  const refused = variants.filter(({ name }) => texts.get(name)!.startsWith('refused'));
  const wrong = variants.filter(({ name, base, descriptive }) => (texts.get(name) === texts.get(base)) !== descriptive);
  expect(wrong.map(({ name }) => name)).toEqual([]);
  // A change may be refused only if it breaks the graph: a node gets another type, or nothing reads it any more.
  expect(refused.filter(({ path }) => path[0] !== 'nodes').map(({ name }) => name)).toEqual([]);
  expect(variants.length - refused.length).toBeGreaterThan(350);
});
