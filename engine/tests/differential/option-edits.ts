import type { CodegenOptions } from '../../options';
import { ANYTHING, type EditKind } from './edit-kind';
import {
  COPY,
  COMPILE_COMMAND,
  COMPILE_PLAIN,
  COMPILE_TWO,
  COMPILE_TYPESCRIPT,
  CONDITIONS,
  FORMATS,
  HELPERS,
  PREPARES,
  SPLITS,
  type World,
} from './world';

interface Entry {
  template?: string;
  to: string;
  each?: string;
  when?: string;
  copy?: readonly string[];
}

/** Reasons for patterns that an option adds or removes. */
const CAME_OR_WENT = ['is new', 'is gone', 'named by'];

/** Edits of the target's options. Add a line here for each new option. */
export const OPTION_EDITS: Readonly<Record<string, EditKind>> = {
  'option: escape': (world, random) => option(world, 'escape', random.one([true, false, undefined])),
  'option: missingFields': (world, random) => option(world, 'missingFields', random.one(['empty', 'error', undefined])),
  'option: builtinHelpers': (world, random) =>
    option(world, 'builtinHelpers', random.one([true, false, ['kebabCase', 'json', 'partial'], undefined])),
  'option: partialNames': (world, random) => option(world, 'partialNames', random.one(['path', 'basename', undefined])),
  'option: workers': (world, random) => option(world, 'workers', random.one([1, 2, 'auto'])),
  'option: onError': (world, random) => option(world, 'onError', random.one(['stop', 'continue', undefined])),
  'option: schema': (world, random) =>
    option(world, 'schema', random.one([undefined, 'schemas/loose.json', 'schemas/typed.json'])),
  'option: dataSchema': (world, random) =>
    option(
      world,
      'dataSchema',
      random.one([undefined, 'schemas/loose.json', 'schemas/typed.json', 'schemas/listed.json']),
    ),
  'options: load and items': (world, random) => {
    const { load, items }: { readonly load?: string; readonly items?: string } = random.one(SPLITS);
    return [...option(world, 'load', load), ...option(world, 'items', items), ...CAME_OR_WENT];
  },
  'option: helpers': (world, random) => option(world, 'helpers', random.one(HELPERS)),
  'option: format': (world, random) => option(world, 'format', random.one([undefined, ...FORMATS])),
  'option: prepare': (world, random) => option(world, 'prepare', random.one([undefined, ...PREPARES])),
  'option: patterns': (world, random) => {
    option(
      world,
      'patterns',
      random.one([
        ['specs/**/*.{json,yaml,toml}'],
        ['specs/*.yaml', 'specs/*.json', 'specs/*.toml'],
        ['specs/**/*.yaml', 'specs/a.json'],
      ]),
    );
    return CAME_OR_WENT;
  },
  'option: outputDir': (world, random) => {
    // The contents of that folder matter too.
    return [...option(world, 'outputDir', random.one(['generated', 'generated-b'])), ANYTHING];
  },
  'option: compile': (world, random) => {
    const compile = [
      ...random.some([COMPILE_TYPESCRIPT]),
      ...random.some([COMPILE_PLAIN]),
      ...random.some([random.one([COMPILE_TWO, { ...COMPILE_TWO, outputs: [] }])], 0.3),
      ...random.some([random.one([COMPILE_COMMAND, { ...COMPILE_COMMAND, extension: '.o' }])]),
    ];
    return option(world, 'compile', compile.length > 0 ? compile : undefined);
  },
  'option: emit': (world, random) => {
    const emit = [...world.options.emit] as Entry[];
    const index = random.below(emit.length);
    if (random.chance(0.4) && emit.length > 1) emit.splice(index, 1);
    else if (random.chance(0.3) && !emit[index]!.copy) emit[index] = { ...emit[index]!, when: random.one(CONDITIONS) };
    else if (random.chance(0.5))
      emit[index] = { ...emit[index]!, to: `moved-${random.below(3)}/${emit[index]!.to.replace(/^moved-\d\//, '')}` };
    else
      emit.push(
        random.one([
          { template: 'one', to: `more/{{@name}}.md` },
          COPY,
          { copy: ['assets/deep/*', 'assets/*.txt', '!assets/three.*'], to: 'flat' },
          { template: 'coded', to: 'more/{{@name}}.coded' },
          { template: 'all', to: 'second.coded', each: 'library' },
          { template: 'index', to: 'second.txt', each: 'library' },
          { template: 'more', to: 'second/{{@path}}.txt', each: 'source' },
        ]),
      );
    return [...option(world, 'emit', emit), ...CAME_OR_WENT];
  },
};

function option(world: World, name: keyof CodegenOptions, value: unknown): readonly string[] {
  const { [name]: _before, ...rest } = world.options;
  world.options = (value === undefined ? rest : { ...rest, [name]: value }) as CodegenOptions;
  return [name];
}
