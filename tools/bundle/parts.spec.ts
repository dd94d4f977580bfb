import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const DIST = join(__dirname, '../../dist');
const FIRST = 'executors/codegen/executor.js';
const SECOND = 'engine/stages.js';
const later = readdirSync(join(DIST, 'engine/parts')).map((name) => `engine/parts/${name}`);

/** The modules that a process has after loading one part, the missing ones, and Node's warnings. */
function load(part: string): unknown {
  const code = `
    const { relative } = require('node:path');
    const part = require('./${part}');
    const loaded = Object.keys(require.cache).map((path) => relative('.', path).replaceAll('\\\\', '/')).sort();
    const missing = Object.keys(part).filter((name) => part[name] === undefined);
    console.log(JSON.stringify({ loaded, missing }));
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], { cwd: DIST, encoding: 'utf8' });
  return { ...(JSON.parse(stdout) as object), stderr };
}

it('knows the parts', () => expect(later).toContain('engine/parts/command.js'));

it.each([FIRST, SECOND, 'executors/codegen/batch.js', ...later])(
  'the part %s loads none that is loaded after it',
  (part) => {
    const before = part === FIRST ? [] : part === SECOND || part.endsWith('batch.js') ? [FIRST] : [FIRST, SECOND];
    const { loaded, ...rest } = load(part) as { loaded: string[] };
    expect(rest).toEqual({ missing: [], stderr: '' });
    expect(loaded.filter((file) => ![...before, part].includes(file))).toEqual([]);
  },
);
