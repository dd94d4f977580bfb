/** Generates the library in the folder layout of the workflow, because C++ includes depend on it. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegenOptions, generateAs, load, ROOT, specFiles, taskOptions, type Generated } from './generated';

export interface Library extends Generated {
  /** Ids of all patterns, sorted. */
  ids: readonly string[];
  /** Absolute path of the registry's folder. */
  registry: string;
}

/** Generates the C++ shared by all patterns. @param home replaces the example's folder, relative to the workspace root */
export function generateRuntime(home: string): void {
  generateAs({ ...taskOptions('cpp-runtime'), outputDir: `${home}/build/cpp-runtime` });
}

/** @param name the test file's name, for a folder of its own */
export function generateLibrary(name: string): Library {
  const home = `.cache/k1-tests/${name}`;
  rmSync(join(ROOT, home), { recursive: true, force: true });
  const options = codegenOptions(`${home}/patterns`);
  const emit = options['emit'].map((one: { to: string }) =>
    one.to.startsWith('cpp/') ? { ...one, to: `{{kebabCase family}}/build/code-generation/${one.to}` } : one,
  );
  generateAs({ ...options, emit });
  generateRuntime(home);
  const generated = load(`${home}/patterns`);
  const ids = specFiles.map((file) => file.replace(/^.*\/|\.yaml$/g, '')).sort();
  const patterns = ids.map((id) => {
    const { meta } = generated.pattern(id);
    return { ...meta, module: `patterns/ts/${id.replaceAll('_', '-')}.mjs` };
  });
  const index = `${home}/pattern-index.json`;
  writeFileSync(join(ROOT, index), JSON.stringify({ patterns }));
  const outputDir = `${home}/build/pattern-registry`;
  generateAs({ ...taskOptions('pattern-registry'), patterns: [index], outputDir });
  return { ...generated, ids, registry: join(ROOT, outputDir) };
}
