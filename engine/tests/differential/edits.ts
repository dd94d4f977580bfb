import { extname } from 'node:path';
import { ANYTHING, BY_HAND, type Disk, type EditKind } from './edit-kind';
import { OPTION_EDITS } from './option-edits';
import type { Random } from './random';
import { FUNCTION_PARTIAL, FUNCTIONS, randomFunction, randomFunctionPartial } from './functions';
import {
  ENV_NAMES,
  KIT,
  LIBRARY_TEXTS,
  randomLibraryTemplate,
  randomSpec,
  randomTemplate,
  TEXTS,
  type World,
} from './world';

const MANIFEST = '.codegen-manifest.json';

/** All kinds of edits by name. */
export const EDITS: Readonly<Record<string, EditKind>> = {
  'write a spec': (world, random) => put(world, ...randomSpec(random)),
  'write over a spec': (world, random) => {
    const path = pick(world, random, 'specs/');
    return path === undefined ? undefined : put(world, ...randomSpec(random, path));
  },
  'comment a YAML spec': (world, random) => {
    const path = pick(world, random, 'specs/', '.yaml');
    if (path !== undefined) put(world, path, `# note ${random.below(100)}\n${world.files.get(path)}`);
    return path === undefined ? undefined : [path];
  },
  'break a spec': (world, random) => {
    const path = pick(world, random, 'specs/');
    return path === undefined || random.chance(0.6) ? undefined : put(world, path, '{ "title": \n');
  },
  'edit a part of a spec': (world, random) => {
    const path = pick(world, random, 'specs/', '.json');
    const text = path === undefined ? undefined : world.files.get(path);
    const parts = text?.indexOf('"parts"') ?? -1;
    if (path === undefined || text === undefined || parts < 0) return undefined;
    const after = text.slice(parts).replace(/"value": ?\d/, `"value":${random.below(9)}`);
    return put(world, path, text.slice(0, parts) + after);
  },
  'remove a spec': (world, random) => removeOne(world, random, 'specs/'),
  'rename a spec': (world, random) => renameOne(world, random, 'specs/'),
  'swap two files': (world, random) => {
    const folder = random.one(['specs/', 'partials/', 'templates/', 'data/']);
    const [from, to] = [pick(world, random, folder), pick(world, random, folder)];
    if (from === undefined || to === undefined || from === to) return undefined;
    // Code cannot be edited like text.
    if (/\.[cm]js$/.test(from + to)) return undefined;
    const [first, second] = [world.files.get(from)!, world.files.get(to)!];
    world.files.set(from, second);
    world.files.set(to, first);
    return [from, to];
  },
  'edit a template': (world, random) => {
    const path = pick(world, random, 'templates/', '.hbs');
    if (path === undefined) return undefined;
    const name = path.slice('templates/'.length, -'.hbs'.length);
    return put(
      world,
      path,
      LIBRARY_TEXTS.includes(name) ? randomLibraryTemplate(random) : randomTemplate(random, name),
    );
  },
  'remove a template': (world, random) => (random.chance(0.3) ? removeOne(world, random, 'templates/') : undefined),
  'put a template back': (world, random) => {
    const name = random.one(TEXTS);
    return put(world, `templates/${name}.hbs`, randomTemplate(random, name));
  },
  'edit a function template': (world, random) => {
    const path = random.one(Object.keys(FUNCTIONS));
    return put(world, path, randomFunction(random, path));
  },
  'edit a function partial': (world, random) => put(world, FUNCTION_PARTIAL, randomFunctionPartial(random)),
  'break a function template': (world, random) =>
    random.chance(0.05)
      ? put(world, random.one(Object.keys(FUNCTIONS)), random.one(['1 +;\n', 'module.exports = () => 1;\n']))
      : undefined,
  'edit a partial': (world, random) => appendTo(world, random, 'partials/'),
  'remove a partial': (world, random) => (random.chance(0.4) ? removeOne(world, random, 'partials/') : undefined),
  'put a partial back': (world, random) =>
    put(
      world,
      `partials/${random.one(['head', 'deep/tail', 'nodes/add', 'nodes/sub'])}.hbs`,
      `{{value}}${random.below(9)}`,
    ),
  'edit a module': (world, random) => appendTo(world, random, 'code/', '.cjs', '.mjs'),
  'change a number deep in a module': (world, random) => {
    const path = random.one(['code/deeper.cjs', 'code/deeper.mjs']);
    return put(world, path, world.files.get(path)!.replace(/\d+/, String(random.below(100))));
  },
  'change imported JSON': (world, random) => put(world, 'code/table.json', `{ "row": ${random.below(9)} }\n`),
  'give a module a new import': (world, random) => {
    const [path, text] = random.one([
      ['code/local.cjs', "exports.local = () => 'new ' + require('./extra.cjs').number;\n"],
      ['code/local.mjs', "import { number } from './extra.mjs';\nexport const local = () => 'new ' + number;\n"],
    ] as const);
    put(world, 'code/extra.cjs', `exports.number = ${random.below(9)};\n`);
    put(world, 'code/extra.mjs', `export const number = ${random.below(9)};\n`);
    return [...put(world, path, text), 'code/extra.cjs', 'code/extra.mjs'];
  },
  'break a module': (world, random) => {
    const path = random.one(['code/deeper.cjs', 'code/deeper.mjs']);
    return random.chance(0.3) ? put(world, path, 'exports number = 1;\n') : undefined;
  },
  'mend a module': (world) => [
    ...put(world, 'code/deeper.cjs', 'exports.number = 1;\n'),
    ...put(world, 'code/deeper.mjs', 'export const number = 1;\n'),
  ],
  'edit a file that is copied': (world, random) => appendTo(world, random, 'assets/'),
  'a file to copy comes': (world, random) =>
    put(world, `assets/${random.one(['one.txt', 'more.txt', 'deep/four.txt'])}`, `new ${random.below(9)}\n`),
  'a file to copy goes': (world, random) => {
    // A glob without matches is an error.
    const count = [...world.files.keys()].filter((path) => path.startsWith('assets/')).length;
    return count > 2 ? removeOne(world, random, 'assets/') : undefined;
  },
  'edit a file that read gives': (world, random) => appendTo(world, random, 'shared/'),
  'remove a file that read gives': (world, random) =>
    random.chance(0.2) ? removeOne(world, random, 'shared/') : undefined,
  'put a file back that read gives': (world, random) =>
    put(world, `shared/${random.one(['even', 'odd'])}.txt`, `back ${random.below(3)}\n`),
  'edit a file that a helper reads': (world, random) => appendTo(world, random, 'data/'),
  'remove a file that a helper reads': (world, random) =>
    random.chance(0.3) ? removeOne(world, random, 'data/') : undefined,
  'put a file back that a helper reads': (world, random) =>
    put(world, `data/${random.one(['add', 'sub', 'flag'])}.txt`, `back ${random.below(9)}\n`),
  'a file appears in a folder that a helper lists': (world, random) =>
    put(world, `names/${random.one(['one', 'three', 'four'])}`, ''),
  'a file goes from such a folder': (world, random) => {
    // Keep the last one: a fresh copy would lack the empty folder.
    const count = [...world.files.keys()].filter((path) => path.startsWith('names/')).length;
    return count > 1 ? removeOne(world, random, 'names/') : undefined;
  },
  'change the environment': (world, random) => {
    const name = random.one(ENV_NAMES);
    world.env.set(name, random.chance(0.3) ? undefined : String(random.below(4)));
    return [name];
  },
  'upgrade a package': (world, random) => {
    const [name, exported] = random.one([
      ['fuzz-outer', 'packaged'],
      ['fuzz-inner', 'inner'],
    ] as const);
    const version = 1 + random.below(50);
    const inner = name === 'fuzz-outer' ? " + require('fuzz-inner').inner" : '';
    put(
      world,
      `node_modules/${name}/package.json`,
      `{ "name": "${name}", "version": "${version}.0.0", "main": "index.js" }\n`,
    );
    put(world, `node_modules/${name}/index.js`, `exports.${exported} = '${name} ${version} '${inner};\n`);
    // The package that modules import is reported with a hash over all its loaded files.
    return [name, 'fuzz-outer'];
  },
  'edit a file that a package brings': (world, random) => appendTo(world, random, `node_modules/${KIT}/`, '.hbs'),
  'a partial of a package comes': (world, random) =>
    put(world, `node_modules/${KIT}/partials/deep/more${random.below(2)}.hbs`, 'more'),
  'such a partial goes': (world, random) => removeOne(world, random, `node_modules/${KIT}/partials/deep/`),
  'edit the configuration of the formatter': (world, random) =>
    put(world, '.prettierrc', random.one(['{}\n', '{ "mark": "one" }\n', '{ "mark": "two" }\n'])),
  'such a configuration goes': (world, random) => removeOne(world, random, '.prettierrc'),
  'upgrade the formatter': (world, random) => {
    const text = world.files.get('node_modules/prettier/index.js')!;
    put(world, 'node_modules/prettier/index.js', text.replace(/'\\n\/\/( \d+)? '/, `'\\n// ${random.below(9)} '`));
    return ['prettier'];
  },
  'edit a schema': (world, random) =>
    put(
      world,
      'schemas/loose.json',
      random.one(['{ "type": "object" }\n', '{ "type": "object", "properties": { "value": { "maximum": 2 } } }\n']),
    ),
  'edit a header': (world, random) => put(world, 'include/header.inc', `header ${random.below(9)}\n`),
  "edit a compiler's script": (world, random) =>
    put(world, 'tools/cc.sh', world.files.get('tools/cc.sh')!.replace(/cc\d+/, `cc${random.below(9)}`)),
  'edit a file that a process reads unseen': (world, random) =>
    put(world, 'tools/settings.txt', `settings ${random.below(9)}\n`),
  'a file of the inputs appears that no option names': (world, random) =>
    put(world, `tools/more/${random.below(3)}.txt`, `${random.below(9)}\n`),
  'such a file goes': (world, random) => removeOne(world, random, 'tools/more/'),
  ...OPTION_EDITS,

  'touch a file': (world, random, disk) => {
    disk.touch(random.one([...world.files.keys()]));
    return [];
  },
  'replace a spec under its times': (world, random, disk) => {
    const path = pick(world, random, 'specs/');
    const text = path === undefined ? undefined : world.files.get(path)!;
    const changed = text?.replace(/"(Alpha|Delta)"/, (_all, name: string) =>
      name === 'Alpha' ? '"Delta"' : '"Alpha"',
    );
    if (path === undefined || changed === undefined || changed === text) return undefined;
    world.files.set(path, changed);
    disk.replaceUnderSameTimes(path, changed);
    return [path];
  },
  'edit an output': (world, random, disk) => {
    const path = oneOutput(random, disk);
    if (path !== undefined) disk.append(`${world.options.outputDir}/${path}`, BY_HAND);
    return path === undefined ? undefined : [path];
  },
  'write a file among the outputs': (world, random, disk) => {
    const path = random.one(['mine.txt', 'docs/mine.md', 'mine/deep/er.txt', '.gitignore']);
    disk.write(`${world.options.outputDir}/${path}`, BY_HAND);
    return [ANYTHING];
  },
  'remove an output': (world, random, disk) => {
    const path = oneOutput(random, disk);
    if (path !== undefined) disk.remove(`${world.options.outputDir}/${path}`);
    return path === undefined ? undefined : [path];
  },
  'remove the manifest': (world, _random, disk) => {
    disk.remove(`${world.options.outputDir}/${MANIFEST}`);
    return ['manifest'];
  },
  'damage the manifest': (world, _random, disk) => {
    if (!disk.outputs().includes(MANIFEST)) return undefined;
    disk.append(`${world.options.outputDir}/${MANIFEST}`, '<<<<<<< HEAD\n');
    return ['manifest'];
  },
  'remove the output folder': (world, _random, disk) => {
    disk.remove(world.options.outputDir);
    return ['manifest'];
  },
  'remove the state folder': (_world, _random, disk) => {
    disk.removeState();
    return [];
  },
  'put an old output folder back': (_world, random, disk) => {
    disk.restoreOutputs(random);
    return [ANYTHING];
  },
  'kill the next run': (_world, random, disk) => {
    disk.killNextRunAt(1 + random.below(60));
    return [ANYTHING];
  },
  nothing: () => [],
};

function put(world: World, path: string, text: string): readonly string[] {
  world.files.set(path, text);
  return [path];
}

function pick(world: World, random: Random, folder: string, ...endings: readonly string[]): string | undefined {
  const paths = [...world.files.keys()].filter(
    (path) => path.startsWith(folder) && (endings.length === 0 || endings.some((ending) => path.endsWith(ending))),
  );
  return paths.length === 0 ? undefined : random.one(paths);
}

function removeOne(world: World, random: Random, folder: string): readonly string[] | undefined {
  const path = pick(world, random, folder);
  if (path !== undefined) world.files.delete(path);
  return path === undefined ? undefined : [path];
}

function renameOne(world: World, random: Random, folder: string): readonly string[] | undefined {
  const path = pick(world, random, folder);
  if (path === undefined) return undefined;
  const [to] = randomSpec(random);
  const text = world.files.get(path)!;
  world.files.delete(path);
  const [from, into] = [extname(path), extname(to)];
  // JSON is valid YAML, but not vice versa.
  const isRead = from === into || (from === '.json' && into === '.yaml');
  world.files.set(to, isRead ? text : randomSpec(random, to)[1]);
  return [path, to];
}

function appendTo(
  world: World,
  random: Random,
  folder: string,
  ...endings: readonly string[]
): readonly string[] | undefined {
  const path = pick(world, random, folder, ...endings);
  if (path === undefined) return undefined;
  const isCode = path.startsWith('code/') || /\.[cm]js$/.test(path);
  return put(
    world,
    path,
    `${world.files.get(path)}${isCode ? `// note ${random.below(99)}\n` : `more ${random.below(99)}\n`}`,
  );
}

function oneOutput(random: Random, disk: Disk): string | undefined {
  const paths = disk.outputs().filter((path) => path !== MANIFEST && !path.endsWith('/'));
  return paths.length === 0 ? undefined : random.one(paths);
}
