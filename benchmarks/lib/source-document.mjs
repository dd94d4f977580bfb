// @ts-check
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * One document from which many files are generated: `kind` defines the document and the expected files.
 *
 * @typedef {import('./members.mjs').Edit} Edit
 *
 * @typedef {object} DocumentKind
 * @property {string} workload folder with templates and modules
 * @property {string} file file name of the document
 * @property {(count: number, edit?: Edit) => string} text returns the text of the document
 * @property {(count: number, edit?: Edit) => Map<string, string>} files returns the expected files, by path
 */

/** Our manifest in the outputs, which peers do not have. */
const MANIFEST = '.codegen-manifest.json';

export class SourceDocument {
  /** The last expected files, which are the same for all contestants of a round. @type {{ edit: Edit | undefined, files: Map<string, string> } | undefined} */
  #expected;

  /** @param {DocumentKind} kind @param {number} count number of members */
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

  /** Writes the document, templates and modules to an existing folder. @param {string} folder */
  write(folder) {
    cpSync(this.kind.workload, folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "name": "workload", "version": "0.0.0", "private": true }\n');
    this.edit(folder);
  }

  /** @param {string} folder @param {Edit} [edit] undefined for the initial document */
  edit(folder, edit) {
    writeFileSync(join(folder, this.kind.file), edit ? this.kind.text(this.count, edit) : this.text);
  }

  /**
   * Compares a folder with the expected files; others are an error.
   *
   * @param {string} folder @param {Edit} [edit] the expected edit
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
