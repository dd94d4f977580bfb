// @ts-check
// A copy of the sources in which mutants are tried, so that an interrupted run leaves nothing changed.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const LEFT_OUT = new Set(['node_modules', '.git', '.cache', '.nx', 'build', 'coverage']);

/** In milliseconds. */
const TIMEOUT = 1_200_000;

export class Scratch {
  root = join(REPOSITORY, '.cache', 'mutation', String(process.pid));

  constructor() {
    mkdirSync(this.root, { recursive: true });
    for (const name of readdirSync(REPOSITORY).filter((name) => !LEFT_OUT.has(name)))
      cpSync(join(REPOSITORY, name), join(this.root, name), {
        recursive: true,
        filter: (path) => !/node_modules/.test(relative(REPOSITORY, path)),
      });
    // Tests of whole runs link packages into their workspaces from here.
    symlinkSync(join(REPOSITORY, 'node_modules'), join(this.root, 'node_modules'), 'junction');
  }

  /** The files of a folder that are no tests, sorted. @param {string} folder @returns {string[]} */
  sources(folder) {
    return readdirSync(join(this.root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.ts$/.test(path) && !/\.(spec|d)\.ts$|(^|\/)(testing|tests)\//.test(path))
      .map((path) => join(folder, path))
      .sort();
  }

  /** @param {string} file */
  read(file) {
    return readFileSync(join(this.root, file), 'utf8');
  }

  /** Writes a source, and what it is built to where there is a build. @param {string} file @param {string} text */
  write(file, text) {
    writeFileSync(join(this.root, file), text);
    const built = join(this.root, 'dist', file.replace(/\.ts$/, '.js'));
    if (!existsSync(built)) return;
    const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
    mkdirSync(dirname(built), { recursive: true });
    writeFileSync(built, ts.transpileModule(text, { compilerOptions: options }).outputText);
  }

  /** Puts the built modules together again. */
  bundle() {
    return spawnSync(process.execPath, ['tools/bundle.mjs'], { cwd: this.root }).status === 0;
  }

  /** @param {string} folder @returns {string[]} */
  allSpecs(folder) {
    return readdirSync(join(this.root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.spec.ts') && !/(^|\/)windows\//.test(path))
      .map((path) => join(this.root, folder, path));
  }

  /**
   * The specs that reach a file, in the order in which they are to run: those that import it themselves or have its
   * name; the other unit tests of its folder; and for the engine, those tests of whole runs whose words are most like
   * the file's, since all of them take minutes.
   *
   * @param {string} file
   * @param {boolean} [all] the other tests of whole runs too, as the last
   * @returns {readonly (readonly string[])[]}
   */
  specsOf(file, all = false) {
    const [folder = ''] = file.split('/');
    const { stdout } = this.#jest(['--listTests', '--findRelatedTests', file, ...IGNORED], TIMEOUT);
    const related = stdout.split('\n').filter((line) => line.endsWith('.spec.ts'));
    const beside = this.allSpecs(folder).filter((spec) => runsBuilt(spec) || OF_RUNS.test(spec));
    const specs = [...new Set([...related, ...beside])].filter((spec) => this.#isIn(spec, folder)).sort();
    const near = specs.filter((spec) => isNear(spec, file));
    const others = specs.filter((spec) => !near.includes(spec));
    const unit = others.filter((spec) => !OF_RUNS.test(spec));
    const runs = folder === 'engine' ? others.filter((spec) => !unit.includes(spec)) : [];
    const byLikeness = this.#byLikeness(runs, file);
    const alike = [byLikeness.slice(0, MOST_ALIKE), all ? byLikeness.slice(MOST_ALIKE) : []];
    return [near, unit, ...alike].filter(({ length }) => length > 0);
  }

  /**
   * What becomes of specs, which end with the first that fails, and how long that takes.
   *
   * @param {readonly string[]} specs
   * @param {number} [limit] in milliseconds
   * @returns {{ result: 'passed' | 'failed' | 'timeout'; ms: number }}
   */
  test(specs, limit = TIMEOUT) {
    const began = performance.now();
    const workers = specs.length > 8 ? '--maxWorkers=2' : '--runInBand';
    const { status } = this.#jest([...specs, workers, '--bail', '--silent', '--ci'], limit);
    const result = status === 0 ? 'passed' : status === null ? 'timeout' : 'failed';
    return { result, ms: performance.now() - began };
  }

  /** Specs by the words that they share with a file, the most first; a word counts more if few specs have it. @param {string[]} specs @param {string} file */
  #byLikeness(specs, file) {
    const words = new Map(specs.map((spec) => [spec, wordsOf(`${spec} ${readFileSync(spec, 'utf8')}`)]));
    const own = wordsOf(`${file} ${this.read(file)}`);
    const weightOf = (/** @type {string} */ word) =>
      Math.log(specs.length / [...words.values()].filter((all) => all.has(word)).length);
    const scores = new Map(
      [...words].map(([spec, all]) => [spec, sum([...own].filter((word) => all.has(word)).map(weightOf)) / all.size]),
    );
    return [...specs].sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0));
  }

  dispose() {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** @param {string} spec @param {string} folder */
  #isIn(spec, folder) {
    return relative(this.root, spec).split(sep)[0] === folder;
  }

  /** @param {readonly string[]} args @param {number} timeout in milliseconds */
  #jest(args, timeout) {
    const jest = join(REPOSITORY, 'node_modules', 'jest', 'bin', 'jest.js');
    // A seed of their own would make property tests find other things in each run.
    const env = { ...process.env, NO_COLOR: '1' };
    return spawnSync(process.execPath, [jest, ...args], { cwd: this.root, encoding: 'utf8', timeout, env });
  }
}

/** The engine's tests of whole runs, which start the built package. */
const OF_RUNS = /\/engine\/tests\//;
const IGNORED = ['--testPathIgnorePatterns', '/node_modules/', '/e2e/', '/benchmarks/', '/examples/', '/tools/'];

const MOST_ALIKE = 10;

/** The parts of all names, in lower case. @param {string} text */
function wordsOf(text) {
  return new Set((text.match(/[A-Za-z][a-z]+|[A-Z]+/g) ?? []).map((word) => word.toLowerCase()));
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}

/** @param {string} spec @param {string} file */
function isNear(spec, file) {
  const name = basename(file, '.ts');
  const imports = new RegExp(`from '[^']*/${name}'`);
  return basename(spec).startsWith(`${name}.`) || imports.test(readFileSync(spec, 'utf8'));
}

/** @param {string} spec */
export function runsBuilt(spec) {
  return /['"/]dist\//.test(readFileSync(spec, 'utf8'));
}
