import type { Breakage } from '../testing/breakable-library';
import { EXAMPLE, PRISM, STATIC } from '../testing/small-library';

/** Tasks 7 and 8. */

const LANGUAGE = `${EXAMPLE}/language`;
const TABLES = `${LANGUAGE}/build/architecture-analysis/node-tables.json`;
const GENERATED = `${PRISM}/build/code-generation`;

export const patternsAndCode: readonly Breakage[] = [
  {
    task: 'pattern-recognition',
    name: 'a duplicate of a pattern in another format',
    apply: (files) => files.copy(`${PRISM}/prism.yaml`, `${PRISM}/prism.yml`),
    says: `${PRISM}/prism.yml error `,
  },
  {
    task: 'pattern-recognition',
    name: 'a spec in a subfolder, which is not read',
    apply: (files) => files.copy(`${PRISM}/prism.yaml`, `${PRISM}/more/prism.yaml`),
    says: `${PRISM}/more/prism.yaml error `,
  },
  {
    task: 'pattern-recognition',
    name: 'two documents in one file',
    apply: (files) => files.write(`${PRISM}/prism.yaml`, `${files.read(`${PRISM}/prism.yaml`)}---\nid: other\n`),
    says: `${PRISM}/prism.yaml:42:1 error `,
  },
  {
    task: 'pattern-recognition',
    name: 'a family without a spec',
    apply: (files) => files.remove(`${PRISM}/prism.yaml`),
    says: `${PRISM} error `,
  },
  {
    task: 'pattern-recognition',
    name: 'empty node tables',
    apply: (files) => files.write(TABLES, ''),
    says: `${TABLES} error `,
  },
  {
    task: 'pattern-recognition',
    name: 'node tables without the state size of a type',
    apply: (files) => files.json(TABLES, ({ types }) => types.forEach((type: any) => (type.stateBytes = null))),
    says: `${TABLES} error `,
  },
  {
    task: 'pattern-recognition',
    name: 'a sentence with right-to-left control characters',
    apply: (files) => files.edit(`${PRISM}/prism.yaml`, 'summary: Spectrum', 'summary: \u202eSpectrum'),
    says: `${PRISM}/prism.yaml:6:10 error `,
  },
  {
    task: 'code-generation',
    name: 'a foreign file among the generated ones',
    apply: (files) => files.write(`${GENERATED}/ts/mine.mts`, 'export {};\n'),
    says: `${GENERATED}/ts/mine.mts`,
  },
  {
    task: 'code-generation',
    name: 'an empty template',
    apply: (files) => files.write(`${EXAMPLE}/templates/pattern.cpp.hbs`, ''),
    says: `${GENERATED}/cpp/prism.cpp error `,
  },
  {
    task: 'code-generation',
    name: 'a template in UTF-16',
    apply: (files) => {
      const file = `${EXAMPLE}/templates/pattern.hpp.hbs`;
      files.write(file, Buffer.from(`\ufeff${files.read(file)}`, 'utf16le'));
    },
    says: `${EXAMPLE}/templates/pattern.hpp.hbs`,
  },
  {
    task: 'code-generation',
    name: 'a partial with invalid TypeScript',
    apply: (files) =>
      files.edit(`${EXAMPLE}/templates/partials/ts/Sin.hbs`, 'Math.sin({{in.angle}})', 'Math.sin({{in.angle}}'),
    says: `${GENERATED}/ts/prism.mts:`,
  },
  {
    task: 'code-generation',
    name: 'a manifest edited together with its file',
    apply: (files) => {
      files.write(`${STATIC}/build/code-generation/cpp/lava.cpp`, '');
      files.json(`${STATIC}/build/code-generation/.codegen-manifest.json`, (manifest) => {
        manifest.files['cpp/lava.cpp'].sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
      });
    },
    says: `${STATIC}/build/code-generation/cpp/lava.cpp error `,
  },
];
