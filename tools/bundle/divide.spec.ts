import { execFileSync } from 'node:child_process';

/** The modules and the shared modules of each part; the graph maps each module to its imports. */
function divide(
  imports: Record<string, string[]>,
  parts: Record<string, string[]>,
): Record<string, { modules: string[]; shared: string[] }> {
  const inputs = Object.fromEntries(
    Object.entries(imports).map(([file, paths]) => [
      file,
      { imports: paths.map((path) => ({ path, kind: 'import-statement', external: imports[path] === undefined })) },
    ]),
  );
  const code = `
    import { divide } from './divide.mjs';
    const parts = divide(${JSON.stringify(inputs)}, ${JSON.stringify(parts)});
    const shown = parts.map(({ name, modules, shared }) => [name, { modules: [...modules].sort(), shared }]);
    console.log(JSON.stringify(Object.fromEntries(shown)));
  `;
  const args = ['--input-type=module', '-e', code];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: __dirname, encoding: 'utf8' })) as ReturnType<
    typeof divide
  >;
}

describe('the parts of a bundle', () => {
  it('contain the modules that only they use; those of the first part are in the first', () => {
    const imports = { main: ['late', 'hash'], late: ['hash', 'own'], hash: [], own: [] };
    expect(divide(imports, { first: ['main'], second: ['late'] })).toEqual({
      first: { modules: ['hash', 'main'], shared: ['hash'] },
      second: { modules: ['late', 'own'], shared: [] },
    });
  });

  it('share modules through the last part that is loaded before both', () => {
    const imports = { main: ['stages'], stages: ['a', 'b'], a: ['common'], b: ['common'], common: [] };
    expect(divide(imports, { first: ['main'], second: ['stages'], a: ['a'], b: ['b'] })).toEqual({
      first: { modules: ['main'], shared: [] },
      second: { modules: ['common', 'stages'], shared: ['common'] },
      a: { modules: ['a'], shared: [] },
      b: { modules: ['b'], shared: [] },
    });
  });

  it('do not rely on a part that is on only one of two paths', () => {
    const imports = { main: ['stages', 'a'], stages: ['a', 'own'], a: ['own'], own: [] };
    expect(divide(imports, { first: ['main'], second: ['stages'], a: ['a'] })).toMatchObject({
      first: { modules: ['main', 'own'], shared: ['own'] },
    });
  });

  it('keep their entries together and leave packages out', () => {
    const imports = { main: ['a', 'b'], a: ['b'], b: ['own'], own: ['yaml'] };
    expect(divide(imports, { first: ['main'], second: ['a', 'b'] })).toEqual({
      first: { modules: ['main'], shared: [] },
      second: { modules: ['a', 'b', 'own'], shared: [] },
    });
  });

  it('can rely on the first part even if no part loads them', () => {
    const imports = { main: ['hash'], batch: ['hash', 'stages'], stages: ['hash'], hash: [] };
    expect(divide(imports, { first: ['main'], batch: ['batch'], second: ['stages'] })).toEqual({
      first: { modules: ['hash', 'main'], shared: ['hash'] },
      batch: { modules: ['batch'], shared: [] },
      second: { modules: ['stages'], shared: [] },
    });
  });
});
