import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { resetUse } from '../../engine/templates/cache-use';
import { TemplateCache } from '../../engine/templates/template-cache';
import { trimChecks } from '../../engine/typecheck/kept-checks';
import { plural } from '../../profile/format';
import { stateFolder } from '../../state/folder';
import { UsageError, type Command } from '../command';

export const clean: Command = {
  name: 'clean',
  argument: '',
  summary: 'empty the state folder',
  help: `Removes the template cache, the stat indexes and the state of type checks; only the next run takes longer. Generated files, manifests
and run records stay. With --keep, the most recently used templates stay too.`,
  options: [{ name: 'keep', type: 'string', help: 'keep this many templates, the most recently used' }],
  run({ workspaceRoot, env, flags }) {
    const keep = flags['keep'] === undefined ? 0 : Number(flags['keep']);
    if (!Number.isInteger(keep) || keep < 0)
      throw new UsageError(`--keep is "${String(flags['keep'])}", not a whole number`);
    const folder = stateFolder(workspaceRoot, env);
    const cache = new TemplateCache(folder);
    const templates = cache.trim(keep);
    if (keep === 0) resetUse(cache.folder);
    const indexes = removeFiles(join(folder, 'index'), '.index');
    removeFiles(join(folder, 'index'), '.usage');
    removeFiles(join(folder, 'index'), '.reads');
    const typechecks = trimChecks(folder, 0);
    const kept = cache.entries().length;
    const text = `removed ${plural(templates, 'template')}, ${plural(indexes, 'index', 'indexes')} and ${plural(typechecks, 'type check')}; kept ${plural(kept, 'template')}`;
    return Promise.resolve({ code: 0, text, json: { templates, indexes, typechecks, kept } });
  },
};

function removeFiles(folder: string, extension: string): number {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => /^[0-9a-f]{32}\./.test(name) && name.endsWith(extension));
  } catch {
    return 0;
  }
  for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
  return names.length;
}
