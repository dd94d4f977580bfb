// @ts-check
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * One document that many files are made of: `kind` says what it is, and what must come out.
 *
 * @typedef {import('./members.mjs').Edit} Edit
 *
 * @typedef {object} DocumentKind
 * @property {string} workload folder of templates and modules
 * @property {string} file name of the document
 * @property {(count: number, edit?: Edit) => string} text of the document
 * @property {(count: number, edit?: Edit) => Map<string, string>} files that come out of it, by path
 */

/** Ours beside what it makes; no peer has such a file. */
const MANIFEST = '.codegen-manifest.json';

export class SourceDocument {
  /** What came out last: all contestants of a round must come to the same. @type {{ edit: Edit | undefined, files: Map<string, string> } | undefined} */
  #expected;

  /** @param {DocumentKind} kind @param {number} count of its members */
  constructor(kind, count) {
    /** @readonly */
    this.kind = kind;
    /** @readonly */
    this.count = count;
    /** @readonly */
    this.files = kind.files(count);
    /** @readonly */
    this.text = kind.text(count);
  }

  /** The document, templates and modules into an existing folder. @param {string} folder */
  write(folder) {
    cpSync(this.kind.workload, folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "name": "workload", "version": "0.0.0", "private": true }\n');
    this.edit(folder);
  }

  /** @param {string} folder @param {Edit} [edit] none for the document as it was */
  edit(folder, edit) {
    writeFileSync(join(folder, this.kind.file), edit ? this.kind.text(this.count, edit) : this.text);
  }

  /**
   * Compares a folder with what must be in it, and nothing else.
   *
   * @param {string} folder @param {Edit} [edit] that the folder must show
   * @returns {import('./stats.mjs').Word | undefined}
   */
  check(folder, edit) {
    const files = this.#filesAfter(edit);
    for (const [name, text] of files) {
      const found = textOf(join(folder, name));
      if (found === undefined) return { word: 'wrong', why: `${name} is missing` };
      if (found === text) continue;
      const isOld = found === this.files.get(name);
      return isOld ? { word: 'stale', why: `${name} is as before` } : { word: 'wrong', why: `${name} has other bytes` };
    }
    const other = filesIn(folder).find((name) => name !== MANIFEST && !files.has(name));
    return other === undefined ? undefined : { word: 'stale', why: `${other} is still there` };
  }

  /** @param {Edit | undefined} edit */
  #filesAfter(edit) {
    if (!edit) return this.files;
    const last = this.#expected?.edit;
    if (!this.#expected || last?.kind !== edit.kind || last.round !== edit.round) {
      this.#expected = { edit, files: this.kind.files(this.count, edit) };
    }
    return this.#expected.files;
  }
}

/** @param {string} path */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} folder */
function filesIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((path) => path.slice(folder.length + 1).replaceAll(sep, '/'));
}
