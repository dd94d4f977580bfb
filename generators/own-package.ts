import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKAGE } from './plugin-options';

export function ownVersion(): string {
  return (readOwnJson('package.json') as { version: string }).version;
}

/** The properties that a task may have, from the schema of workflow files. */
export function taskProperties(): ReadonlySet<string> {
  const schema = readOwnJson('schemas/workflow.json') as { definitions: { task: { properties: object } } };
  return new Set(Object.keys(schema.definitions.task.properties));
}

function readOwnJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ownFolder(), path), 'utf8'));
}

/** The folder of the nearest package.json above this file with this package's name. */
function ownFolder(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === PACKAGE)
      return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json of ${PACKAGE} above ${__dirname}`);
  }
}
