import { CONFIGURATION_NAMES, configurationGlobs, foldersAround, isConfigurationName } from './formatter-files';

test('the names that each formatter looks for, in its order', () => {
  expect(CONFIGURATION_NAMES).toEqual({
    prettier: [
      '.editorconfig',
      '.prettierrc',
      '.prettierrc.json',
      '.prettierrc.yml',
      '.prettierrc.yaml',
      '.prettierrc.json5',
      '.prettierrc.toml',
      '.prettierrc.js',
      '.prettierrc.ts',
      '.prettierrc.mjs',
      '.prettierrc.mts',
      '.prettierrc.cjs',
      '.prettierrc.cts',
      'prettier.config.js',
      'prettier.config.ts',
      'prettier.config.mjs',
      'prettier.config.mts',
      'prettier.config.cjs',
      'prettier.config.cts',
      'package.yaml',
    ],
    biome: ['.editorconfig', 'biome.json', 'biome.jsonc', '.biome.json', '.biome.jsonc'],
  });
});

test('a package.yaml is configuration only by its content', () => {
  expect(isConfigurationName('prettier', '.prettierrc')).toBe(true);
  expect(isConfigurationName('prettier', 'package.yaml')).toBe(false);
  expect(isConfigurationName('prettier', 'biome.json')).toBe(false);
  expect(isConfigurationName('biome', 'biome.json')).toBe(true);
});

test('the folders are all parents of the output folder', () => {
  expect(foldersAround('a/b/out')).toEqual(['a/b', 'a', '.']);
  expect(foldersAround('out')).toEqual(['.']);
  expect(foldersAround('.')).toEqual([]);
  expect(foldersAround('/a/out')).toEqual(['/a', '/']);
});

test('the globs match in each of them', () => {
  expect(configurationGlobs('biome', 'out')).toEqual(['.editorconfig', 'biome.json*', '.biome.json*']);
  expect(configurationGlobs('prettier', 'a/out')).toEqual([
    'a/.editorconfig',
    'a/.prettierrc*',
    'a/prettier.config.*',
    'a/package.yaml',
    '.editorconfig',
    '.prettierrc*',
    'prettier.config.*',
    'package.yaml',
  ]);
});
