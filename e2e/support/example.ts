import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The files of an example's folder, without what a run of it leaves there, by path below another. */
export function copyOfExample(folder: string, to: string): Record<string, string> {
  const entries = readdirSync(folder).filter((name) => name !== 'build' && name !== 'generated');
  return Object.assign(
    {},
    ...entries.map((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory()
        ? copyOfExample(path, `${to}/${name}`)
        : { [`${to}/${name}`]: readFileSync(path, 'utf8') };
    }),
  ) as Record<string, string>;
}
