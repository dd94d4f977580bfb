import { posix } from 'node:path';
import type { FormatterName } from './formatter-name';

const SCRIPT_ENDS = ['js', 'ts', 'mjs', 'mts', 'cjs', 'cts'];

/** The file names that each formatter looks for in a folder, except package.json. */
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

/** True if a formatter reads a file of this name as configuration. */
export function isConfigurationName(formatter: FormatterName, name: string): boolean {
  return CONFIGURATION_NAMES[formatter].includes(name) && name !== 'package.yaml';
}

/** The same names as globs, wide enough for names in future versions. */
const GLOBS: Readonly<Record<FormatterName, readonly string[]>> = {
  prettier: ['.editorconfig', '.prettierrc*', 'prettier.config.*', 'package.yaml'],
  biome: ['.editorconfig', 'biome.json*', '.biome.json*'],
};

/** Globs, relative to the workspace, for present and future configuration files in all parents of the output folder. */
export function configurationGlobs(formatter: FormatterName, outputDir: string): string[] {
  return foldersAround(outputDir).flatMap((folder) => GLOBS[formatter].map((name) => posix.join(folder, name)));
}

/**
 * The folders in which configuration counts, nearest first. The output folder is excluded, because a target's outputs
 * must not affect its outputs.
 */
export function foldersAround(outputDir: string): string[] {
  const folders: string[] = [];
  for (let folder = outputDir; folder !== '.' && folder !== '/';) folders.push((folder = posix.dirname(folder)));
  return folders;
}
