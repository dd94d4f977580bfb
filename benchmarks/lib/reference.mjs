// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { PEERS, REPOSITORY, WORKLOAD } from './places.mjs';

/**
 * The expected files for every tool, made in the most direct way: Handlebars for each spec, and the transformer's function
 * for each rendered file. Shares no code with the measured tools.
 *
 * @typedef {import('./workload.mjs').Spec} Spec
 * @typedef {'module' | 'header' | 'document'} TemplateName
 */

const load = createRequire(join(REPOSITORY, 'package.json'));
/** @type {Record<TemplateName, string>} */
export const EXTENSIONS = { module: '.ts', header: '.hpp', document: '.md' };

export class Reference {
  #engine = load('handlebars').create();
  /** @type {Map<TemplateName, (spec: Spec) => string>} */
  #templates = new Map();
  /** @type {Map<string, string>} */
  #files = new Map();

  /**
   * @param {import('./workload.mjs').Workload} workload
   * @param {{ templates?: readonly TemplateName[], compiled?: boolean }} [options]
   */
  constructor(workload, { templates = ['module'], compiled = false } = {}) {
    /** @readonly */
    this.workload = workload;
    this.templates = templates;
    this.compiled = compiled;
    this.#engine.registerHelper(load(join(WORKLOAD, 'helpers.cjs')));
    for (const name of ['banner', 'field', 'groups', 'row']) {
      this.#engine.registerPartial(name, readFileSync(join(WORKLOAD, 'partials', `${name}.hbs`), 'utf8'));
    }
    for (const name of templates) {
      const source = readFileSync(join(WORKLOAD, 'templates', `${name}.hbs`), 'utf8');
      this.#templates.set(name, this.#engine.compile(source, { noEscape: true }));
    }
    for (const spec of workload.specs) this.#add(this.#files, spec);
  }

  /** All files by name. @param {number} [round] after the change of that round @returns {ReadonlyMap<string, string>} */
  files(round) {
    if (round === undefined) return this.#files;
    const files = new Map(this.#files);
    this.#add(files, this.workload.changed(round));
    return files;
  }

  /**
   * Compares a folder with the expected files.
   *
   * @param {string} folder @param {number} [round] the round whose change is expected
   * @returns {import('./stats.mjs').Word | undefined}
   */
  check(folder, round) {
    for (const [name, text] of this.files(round)) {
      const path = join(folder, name);
      if (!existsSync(path)) return { word: 'wrong', why: `${name} is missing` };
      const found = readFileSync(path, 'utf8');
      if (found === text) continue;
      const isOld = found === this.#files.get(name);
      return isOld ? { word: 'stale', why: `${name} is as before` } : { word: 'wrong', why: `${name} has other bytes` };
    }
    return undefined;
  }

  /** @param {Map<string, string>} files @param {Spec} spec */
  #add(files, spec) {
    for (const [name, render] of this.#templates) {
      const file = `${spec.name}${EXTENSIONS[name]}`;
      const text = render(spec);
      files.set(file, text);
      if (this.compiled && name === 'module') for (const [path, out] of compile(file, text)) files.set(path, out);
    }
  }
}

/** The script and the declarations of one source. @param {string} file @param {string} text @returns {[string, string][]} */
export function compile(file, text) {
  const { code, declaration } = load('oxc-transform').transformSync(basename(file), text, {
    sourcemap: true,
    target: 'es2022',
    typescript: { declaration: { stripInternal: false } },
  });
  const stem = file.replace(/\.ts$/, '');
  return [
    [`${stem}.js`, `${code}${code.endsWith('\n') ? '' : '\n'}//# sourceMappingURL=${stem}.js.map\n`],
    [`${stem}.d.ts`, `${declaration}${declaration?.endsWith('\n') ? '' : '\n'}`],
  ];
}

/** @param {string} name name of a package of the peers */
export function peerPath(name) {
  return join(PEERS, 'node_modules', name);
}
