// plop, with one generator that adds a file for each spec of BENCH_FOLDER.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = process.env.BENCH_FOLDER;
const ifExists = process.env.BENCH_PLOP === 'skip' ? { skipIfExists: true } : { force: true };
const read = (...path) => readFileSync(join(folder, ...path), 'utf8');

export default function (plop) {
  const helpers = createRequire(join(folder, 'package.json'))('./helpers.cjs');
  for (const [name, helper] of Object.entries(helpers)) plop.setHelper(name, helper);
  for (const file of readdirSync(join(folder, 'partials')).sort()) {
    plop.setPartial(file.replace('.hbs', ''), read('partials', file));
  }
  const template = read('templates', 'module.hbs');
  plop.setGenerator('modules', {
    description: 'one module for each spec',
    prompts: [],
    actions: () =>
      readdirSync(join(folder, 'specs'))
        .sort()
        .map((file) => {
          const data = JSON.parse(read('specs', file));
          return { type: 'add', path: join(folder, 'out', `${data.name}.ts`), template, data, ...ifExists };
        }),
  });
}
