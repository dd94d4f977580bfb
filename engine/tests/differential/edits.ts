import type { CodegenOptions } from '../../options';
import type { Random } from './random';
import {
  COMPILE_COMMAND,
  COMPILE_TYPESCRIPT,
  ENV_NAMES,
  HELPERS,
  PREPARES,
  randomLibraryTemplate,
  randomSpec,
  randomTemplate,
  type World,
} from './world';

/** What an edit may do beside changing the world: to files that the world does not hold. */
export interface Disk {
  readonly outputs: () => readonly string[];
  readonly write: (path: string, text: string) => void;
  readonly append: (path: string, text: string) => void;
  readonly remove: (path: string) => void;
  /** Writes the same bytes again. */
  readonly touch: (path: string) => void;
  /** Replaces a file by one of the same size under the same times. */
  readonly replaceUnderSameTimes: (path: string, text: string) => void;
  readonly removeState: () => void;
  /** Puts back an output folder of an earlier run, as Nx's cache does. */
  readonly restoreOutputs: (random: Random) => void;
  /** Kills the next run before its n-th change of the file system. */
  readonly killNextRunAt: (step: number) => void;
}

/**
 * Names what it has changed, as `explain` should: one of the names, or nothing where nothing needs to be due. Says
 * undefined where it found nothing to change.
 */
export type EditKind = (world: World, random: Random, disk: Disk) => readonly string[] | undefined;

/** In place of a name: whatever is due has more reasons than the edits. */
export const ANYTHING = '*';

const MANIFEST = '.codegen-manifest.json';

/** Every kind of edit, by its name. A new option gets its line here. */
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
  'remove a spec': (world, random) => removeOne(world, random, 'specs/'),
  'rename a spec': (world, random) => renameOne(world, random, 'specs/'),
  'swap two files': (world, random) => {
    const folder = random.one(['specs/', 'partials/', 'templates/', 'data/']);
    const [from, to] = [pick(world, random, folder), pick(world, random, folder)];
    if (from === undefined || to === undefined || from === to) return undefined;
    const [first, second] = [world.files.get(from)!, world.files.get(to)!];
    world.files.set(from, second);
    world.files.set(to, first);
    return [from, to];
  },
  'edit a template': (world, random) => {
    const path = pick(world, random, 'templates/');
    if (path === undefined) return undefined;
    const name = path.slice('templates/'.length, -'.hbs'.length);
    const isOfLibrary = ['index', 'more'].includes(name);
    return put(world, path, isOfLibrary ? randomLibraryTemplate(random) : randomTemplate(random, name));
  },
  'remove a template': (world, random) => (random.chance(0.3) ? removeOne(world, random, 'templates/') : undefined),
  'put a template back': (world, random) => {
    const name = random.one(['one', 'two', 'code']);
    return put(world, `templates/${name}.hbs`, randomTemplate(random, name));
  },
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
  'edit a file that a helper reads': (world, random) => appendTo(world, random, 'data/'),
  'remove a file that a helper reads': (world, random) =>
    random.chance(0.3) ? removeOne(world, random, 'data/') : undefined,
  'put a file back that a helper reads': (world, random) =>
    put(world, `data/${random.one(['add', 'sub', 'flag'])}.txt`, `back ${random.below(9)}\n`),
  'a file appears in a folder that a helper lists': (world, random) =>
    put(world, `names/${random.one(['one', 'three', 'four'])}`, ''),
  'a file goes from such a folder': (world, random) => removeOne(world, random, 'names/'),
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
    return [name];
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

  'option: escape': (world, random) => option(world, 'escape', random.one([true, false, undefined])),
  'option: missingFields': (world, random) => option(world, 'missingFields', random.one(['empty', 'error', undefined])),
  'option: workers': (world, random) => option(world, 'workers', random.one([1, 2, 'auto'])),
  'option: onError': (world, random) => option(world, 'onError', random.one(['stop', 'continue', undefined])),
  'option: schema': (world, random) =>
    option(world, 'schema', random.one([undefined, 'schemas/loose.json', 'schemas/typed.json'])),
  'option: helpers': (world, random) => option(world, 'helpers', random.one(HELPERS)),
  'option: prepare': (world, random) => option(world, 'prepare', random.one([undefined, ...PREPARES])),
  'option: patterns': (world, random) => {
    option(
      world,
      'patterns',
      random.one([['specs/**/*.{json,yaml}'], ['specs/*.yaml', 'specs/*.json'], ['specs/**/*.yaml', 'specs/a.json']]),
    );
    // The specs that came or went are named.
    return [];
  },
  'option: outputDir': (world, random) => {
    // What is in that folder decides, too.
    return [...option(world, 'outputDir', random.one(['generated', 'generated-b'])), ANYTHING];
  },
  'option: compile': (world, random) => {
    const compile = [
      ...random.some([COMPILE_TYPESCRIPT]),
      ...random.some([random.one([COMPILE_COMMAND, { ...COMPILE_COMMAND, extension: '.o' }])]),
    ];
    return option(world, 'compile', compile.length > 0 ? compile : undefined);
  },
  'option: emit': (world, random) => {
    const emit = [...world.options.emit] as { template: string; to: string; each?: string }[];
    const index = random.below(emit.length);
    if (random.chance(0.4) && emit.length > 1) emit.splice(index, 1);
    else if (random.chance(0.5))
      emit[index] = { ...emit[index]!, to: `moved-${random.below(3)}/${emit[index]!.to.replace(/^moved-\d\//, '')}` };
    else
      emit.push(
        random.one([
          { template: 'one', to: `more/{{@name}}.md` },
          { template: 'index', to: 'second.txt', each: 'library' },
        ]),
      );
    return option(world, 'emit', emit);
  },

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
    if (path !== undefined) disk.append(`${world.options.outputDir}/${path}`, 'by hand\n');
    return path === undefined ? undefined : [path];
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
  // JSON is YAML, too, but not the other way round.
  world.files.set(to, to.endsWith('.yaml') || path.endsWith('.json') ? text : randomSpec(random, to)[1]);
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
  const isCode = path.startsWith('code/');
  return put(
    world,
    path,
    `${world.files.get(path)}${isCode ? `// note ${random.below(99)}\n` : `more ${random.below(99)}\n`}`,
  );
}

function option(world: World, name: keyof CodegenOptions, value: unknown): readonly string[] {
  const { [name]: _before, ...rest } = world.options;
  world.options = (value === undefined ? rest : { ...rest, [name]: value }) as CodegenOptions;
  return [name];
}

function oneOutput(random: Random, disk: Disk): string | undefined {
  const paths = disk.outputs().filter((path) => path !== MANIFEST && !path.endsWith('/'));
  return paths.length === 0 ? undefined : random.one(paths);
}
