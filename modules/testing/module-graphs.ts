import { posix } from 'node:path';

/** A workspace whose modules record in `globalThis.seen` that they have run. */
export interface ModuleGraph {
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
  /** Links to folders, both relative to the root. */
  readonly links: Readonly<Record<string, string>>;
}

export interface Random {
  chance(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
}

/** The same sequence for the same seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    chance: (probability) => next() < probability,
    pick: (values) => values[Math.floor(next() * values.length)]!,
  };
}

const MODULES = ['index.js', 'main.cjs', 'esm.mjs', 'a.js', 'sub/b.mjs', 'sub/c.cjs', 'sub/d.js'];
const CONDITIONS = ['import', 'require', 'node', 'module-sync', 'browser', 'node-addons', 'default'];
const TARGETS = [...MODULES.map((name) => `./${name}`), './gone.js', './sub', '../out.js', './%61.js', 'bare.js'];
const INSTALLED = ['p0', 'p1', '@s/p2'];
const LINKED = 'w0';
const NAMES = [...INSTALLED, LINKED];
const SUBPATHS = [
  '',
  '',
  '',
  '/a',
  '/a.js',
  '/sub/b.mjs',
  '/sub/c',
  '/sub',
  '/esm.mjs',
  '/x/b.mjs',
  '/x/deep/c',
  '/%61.js',
];
const INTERNAL = ['#one', '#two', '#dir/b.mjs', '#dir/c', '#dep', '#none'];

/**
 * A random workspace with ES modules and CommonJS modules, in packages with `exports`, in nested and linked packages, and
 * outside packages. All imports are executed. Relative ones lead to a later file; those of packages may fail, which is
 * caught.
 */
export function moduleGraph(random: Random): ModuleGraph {
  const files: Record<string, string> = {};
  const places: (readonly [folder: string, name: string])[] = [
    ...INSTALLED.map((name) => [`node_modules/${name}`, name] as const),
    [`packages/${LINKED}`, LINKED] as const,
  ];
  if (random.chance(0.5)) {
    const name = random.pick(INSTALLED);
    places.push([`lib/node_modules/${name}`, name]);
  }
  if (random.chance(0.5)) places.push(['node_modules/p0/node_modules/p1', 'p1']);
  for (const [folder, name] of places) {
    const json = packageJson(random, name);
    files[`${folder}/package.json`] = JSON.stringify(json);
    writeModules(random, files, folder, json.type === 'module');
  }
  const lib = packageJson(random, 'lib');
  files['lib/package.json'] = JSON.stringify(lib);
  writeModules(random, files, 'lib', lib.type === 'module');
  const entry = random.pick(['start.mjs', 'start.cjs']);
  const targets = [...MODULES, 'conf.json', 'folder'].map((name) => `lib/${name}`);
  const first = random.pick(MODULES);
  files[entry] = moduleText(random, entry, entry.endsWith('.mjs'), [`lib/${first}`, random.pick(targets)]);
  return { entry, files, links: { [`node_modules/${LINKED}`]: `packages/${LINKED}` } };
}

function packageJson(random: Random, name: string): Record<string, unknown> {
  const json: Record<string, unknown> = { name, version: '1.0.0' };
  if (random.chance(0.4)) json['type'] = random.pick(['module', 'commonjs']);
  if (random.chance(0.4)) json['main'] = random.pick(['main.cjs', './a', 'sub', './gone', 'sub/c', 'sub/d.js', '']);
  if (random.chance(0.7)) json['exports'] = exportsMap(random);
  if (random.chance(0.7)) {
    json['imports'] = {
      '#one': target(random, 2),
      '#two': target(random, 2),
      '#dir/*': random.pick(['./sub/*', './sub/*.cjs', target(random, 1)]),
      '#dep': random.pick([...NAMES, { import: 'p0/a', default: 'p1' }, 'p1/sub/b.mjs']),
    };
  }
  return json;
}

function exportsMap(random: Random): unknown {
  if (random.chance(0.4)) return target(random, 2);
  const map: Record<string, unknown> = {};
  if (random.chance(0.9)) map['.'] = target(random, 2);
  if (random.chance(0.5)) map['./a'] = target(random, 2);
  if (random.chance(0.5))
    map['./sub/*'] = random.pick(['./sub/*', './sub/*.cjs', { require: './sub/*.cjs', import: './sub/*' }]);
  if (random.chance(0.3)) map['./sub/c'] = target(random, 1);
  if (random.chance(0.3)) map['./x/*.mjs'] = './sub/*.mjs';
  if (random.chance(0.3)) map['./x/*'] = random.pick([null, './sub/*', ['./sub/*']]);
  if (random.chance(0.3)) map['./x/deep/*'] = './sub/*.cjs';
  if (random.chance(0.3)) map['./*'] = './*';
  return map;
}

function target(random: Random, depth: number): unknown {
  if (depth === 0 || random.chance(0.4)) return random.chance(0.8) ? `./${random.pick(MODULES)}` : random.pick(TARGETS);
  if (random.chance(0.1)) return null;
  if (random.chance(0.2)) return [target(random, depth - 1), target(random, depth - 1)];
  const map: Record<string, unknown> = {};
  for (const _ of [1, 2, 3]) map[random.pick(CONDITIONS)] = target(random, depth - 1);
  return map;
}

function writeModules(random: Random, files: Record<string, string>, folder: string, isEsm: boolean): void {
  files[`${folder}/conf.json`] = JSON.stringify({ file: `${folder}/conf.json` });
  files[`${folder}/folder/package.json`] = JSON.stringify({ main: random.pick(['m', './m.js', 'none', 'deep']) });
  for (const name of ['folder/m.js', 'folder/index.js', 'folder/deep/index.js']) {
    files[`${folder}/${name}`] = moduleText(random, `${folder}/${name}`, false, []);
  }
  MODULES.forEach((name, index) => {
    const later = [...MODULES.slice(index + 1), 'conf.json', 'folder'].map((other) => `${folder}/${other}`);
    const some = [1, 2].filter(() => random.chance(0.5)).map(() => random.pick(later));
    files[`${folder}/${name}`] = moduleText(random, `${folder}/${name}`, isEsModule(name, isEsm), some);
  });
}

function isEsModule(name: string, isEsm: boolean): boolean {
  return name.endsWith('.mjs') || (isEsm && name.endsWith('.js'));
}

function moduleText(random: Random, file: string, isEsm: boolean, targets: readonly string[]): string {
  const lines = [
    ...(isEsm
      ? ['import { createRequire } from "node:module";', 'const require = createRequire(import.meta.url);']
      : []),
    `seen(${JSON.stringify(file)});`,
    ...targets.map((path) => relativeImport(random, file, isEsm, path)),
  ];
  for (const _ of [1, 2, 3]) {
    if (!random.chance(0.5)) continue;
    const bare = random.chance(0.3) ? random.pick(INTERNAL) : random.pick([...NAMES, 'lib']) + random.pick(SUBPATHS);
    lines.push(
      random.chance(0.5)
        ? `attempt(() => require(${random.pick(['', '/* c */ '])}${JSON.stringify(bare)}));`
        : `wait(() => import(${random.pick(['', '/* c */ '])}${JSON.stringify(bare)}));`,
    );
  }
  return `${lines.join('\n')}\n`;
}

const URL_ENDS = ['', '', '?v=1', '#part', '?a=./b#c'];

function relativeImport(random: Random, file: string, isEsm: boolean, path: string): string {
  const relative = posix.relative(posix.dirname(file), path);
  const name = relative.startsWith('.') ? relative : `./${relative}`;
  const isPlain = /\.(?:json|[cm]?js)$/.test(name);
  if (!isPlain || random.chance(0.4)) {
    const short = random.chance(0.5) ? name.replace(/\.js(?:on)?$/, '') : name;
    return `attempt(() => ${random.pick([
      `require("${short}")`,
      `require(\`${short}\`)`,
      `require (// why\n  '${short}' /* c */)`,
      `require(require.resolve("${short}"))`,
    ])});`;
  }
  const url = (random.chance(0.2) ? name.replace(/\.(?=[^.]*$)/, '%2E') : name) + random.pick(URL_ENDS);
  if (name.endsWith('.json')) {
    return isEsm && random.chance(0.5)
      ? `import * as data${path.replace(/\W/g, '')} from "${url}" with { type: "json" };\nseen("${path}");`
      : `wait(() => import("${url}", { with: { type: 'json' } }));`;
  }
  const dynamic = [`import("${url}")`, `import(/* "x" */ '${url}')`, `import(\`${url}\`)`];
  if (!isEsm) return `wait(() => ${random.pick(dynamic)});`;
  return random.pick([
    `import"${url}"`,
    `import * as all${path.replace(/\W/g, '')} from/* c */'${url}';`,
    `import {\n  // none\n} from "${url}";`,
    `export {} from "${url}";`,
    ...dynamic.map((call) => `wait(() => ${call});`),
    `wait(() => import(new URL("${url}", import.meta.url).href));`,
    `wait(() => import(import.meta.resolve("${url}")));`,
  ]);
}
