import { lstatSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../state/atomic-write';
import { sha256 } from '../../state/hash';
import { readRegularText } from '../../state/regular-file';
import { sweepTemporary } from '../../state/sweep';
import { addUse, type CacheUse } from './cache-use';

/** Most cached templates; the least recently used are removed first. */
export const TEMPLATE_CACHE_LIMIT = 1000;
/** The folder may hold other files if `NX_WORKFLOW_CACHE_DIR` is a folder of the user. */
const ENTRY = /^[0-9a-f]{64}\.js$/;
const HEADER = 'nx-workflow-template 1';
/** A hit updates an entry's time only if it is older than this, to save writes. */
const RENEW_AFTER_MS = 3_600_000;

/** The result of a lookup; `damaged` entries are compiled again and replaced. */
export type CacheLookup = { readonly code: string } | 'missing' | 'damaged';

/**
 * A cache of precompiled templates on disk: one file per entry, named by the key over everything that affects its code.
 * The first line repeats the key and holds a hash of the rest, so that a damaged or misnamed file is detected before it
 * is run. If the folder cannot be written, the cache turns itself off.
 */
export class TemplateCache {
  readonly folder: string;
  /** The error that turned the cache off; undefined if it is on. */
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

  /** Removes the least recently used entries until at most `keep` are left; returns the number of removed entries. */
  trim(keep: number = TEMPLATE_CACHE_LIMIT): number {
    sweepTemporary(this.folder);
    const entries = this.entries();
    const extra = entries.sort((a, b) => b.usedMs - a.usedMs || (a.name < b.name ? -1 : 1)).slice(keep);
    for (const { name } of extra) rmSync(join(this.folder, name), { recursive: true, force: true });
    return extra.length;
  }

  /** All entries with size in bytes and time of last use. */
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

  /** Adds a run to the totals. */
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
      // Another run removed it, or the folder is read-only. This only affects the order of removal.
    }
  }
}

function header(key: string, code: string): string {
  return `${HEADER} ${key} ${sha256(code)}`;
}
