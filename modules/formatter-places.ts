import { posix } from 'node:path';
import type { FormatterName } from './formatter-name';

const SCRIPT_ENDS = ['js', 'ts', 'mjs', 'mts', 'cjs', 'cts'];

/** The names that each formatter looks for in a folder, but for package.json. */
export const CONFIGURATION_NAMES: Readonly<Record<FormatterName, readonly string[]>> = {
  prettier: [
    '.editorconfig',
    '.prettierrc',
    ...['json', 'yml', 'yaml', 'json5', 'toml', ...SCRIPT_ENDS].map((end) => `.prettierrc.${end}`),
    ...SCRIPT_ENDS.map((end) => `prettier.config.${end}`),
    'package.yaml',
  ],
  biome: ['.editorconfig', 'biome.json', 'biome.jsonc', '.biome.json', '.biome.jsonc'],
};

/** True if a formatter takes a file of this name for its configuration. */
export function isConfigurationName(formatter: FormatterName, name: string): boolean {
  return CONFIGURATION_NAMES[formatter].includes(name) && name !== 'package.yaml';
}

/** The same as globs, which take in names of versions to come. */
const GLOBS: Readonly<Record<FormatterName, readonly string[]>> = {
  prettier: ['.editorconfig', '.prettierrc*', 'prettier.config.*', 'package.yaml'],
  biome: ['.editorconfig', 'biome.json*', '.biome.json*'],
};

/** Globs of the files that may come to decide, relative to the workspace: in all folders around the output folder. */
export function configurationGlobs(formatter: FormatterName, outputDir: string): string[] {
  return foldersAround(outputDir).flatMap((folder) => GLOBS[formatter].map((name) => posix.join(folder, name)));
}

/**
 * The folders in which configuration counts, nearest first. The output folder is none: what a target makes must not
 * decide on what it makes.
 */
export function foldersAround(outputDir: string): string[] {
  const folders: string[] = [];
  for (let folder = outputDir; folder !== '.' && folder !== '/';) folders.push((folder = posix.dirname(folder)));
  return folders;
}
