import { lstatSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../state/atomic-write';
import { sha256 } from '../../state/hash';
import { readRegularText } from '../../state/regular-file';
import { sweepTemporary } from '../../state/sweep';
import { addUse, type CacheUse } from './cache-use';

/** Where precompiled templates are kept, and how many: the ones used longest ago go first. */
export const TEMPLATE_CACHE_LIMIT = 1000;
/** Other files may lie in the folder where `NX_WORKFLOW_CACHE_DIR` is a folder of the user's. */
const ENTRY = /^[0-9a-f]{64}\.js$/;
const HEADER = 'nx-workflow-template 1';
/** A hit renews an entry's time stamp only when that is older than this, to save a write per hit. */
const RENEW_AFTER_MS = 3_600_000;

/** How looking up one entry went; `damaged` entries are compiled again and replaced. */
export type CacheLookup = { readonly code: string } | 'missing' | 'damaged';

/**
 * Precompiled templates between runs: one file per entry, named by the key over all that decides its code.
 * The first line repeats the key and holds a hash of the rest, so that a damaged file or one under a wrong
 * name is noticed before any of it runs. Where the folder cannot be written, the cache turns itself off.
 */
export class TemplateCache {
  readonly folder: string;
  /** Why nothing can be kept; undefined while all is well. */
  problem: string | undefined;

  constructor(stateFolder: string) {
    this.folder = join(stateFolder, 'templates');
  }

  get(key: string): CacheLookup {
    const path = join(this.folder, `${key}.js`);
    let text: string;
    try {
      text = readRegularText(path);
    } catch (error) {
      return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '') ? 'missing' : 'damaged';
    }
    const end = text.indexOf('\n');
    const code = text.slice(end + 1);
    if (text.slice(0, end) !== header(key, code)) return 'damaged';
    this.renew(path);
    return { code };
  }

  put(key: string, code: string): void {
    if (this.problem !== undefined) return;
    try {
      writeFileAtomic(join(this.folder, `${key}.js`), `${header(key, code)}\n${code}`);
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }

  /** Removes the entries used longest ago until at most `keep` are left; returns how many went. */
  trim(keep: number = TEMPLATE_CACHE_LIMIT): number {
    sweepTemporary(this.folder);
    const entries = this.entries();
    const extra = entries.sort((a, b) => b.usedMs - a.usedMs || (a.name < b.name ? -1 : 1)).slice(keep);
    for (const { name } of extra) rmSync(join(this.folder, name), { recursive: true, force: true });
    return extra.length;
  }

  /** The entries with their size in bytes and the time of their last use. */
  entries(): { name: string; bytes: number; usedMs: number }[] {
    let names: string[];
    try {
      names = readdirSync(this.folder).filter((name) => ENTRY.test(name));
    } catch {
      return [];
    }
    return names.flatMap((name) => {
      const stat = lstatSync(join(this.folder, name), { throwIfNoEntry: false });
      return stat ? [{ name, bytes: stat.size, usedMs: stat.mtimeMs }] : [];
    });
  }

  /** Adds one run to the totals. */
  addUse(run: CacheUse): void {
    if (this.problem !== undefined) return;
    try {
      addUse(this.folder, run);
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }

  private renew(path: string): void {
    try {
      const now = Date.now();
      if (now - lstatSync(path).mtimeMs > RENEW_AFTER_MS) utimesSync(path, now / 1000, now / 1000);
    } catch {
      // Another run trimmed it, or the folder is read-only: the order of trimming suffers, nothing else.
    }
  }
}

function header(key: string, code: string): string {
  return `${HEADER} ${key} ${sha256(code)}`;
}
