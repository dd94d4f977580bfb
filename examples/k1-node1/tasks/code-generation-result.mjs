// @ts-check
// Writes the result.json of task 8, whose executor has none: compares the generated files of the families, the shared C++
// and the registry with the index and the codegen manifests.
// Usage, from the workspace's root: node code-generation-result.mjs <root of the example>
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { kebabCase } from 'scule';
import { readJson } from './lib/json-file.mjs';
import { families, familyIndex } from './lib/library.mjs';
import { atLeast, atMost, finish, openOutput } from './lib/result.mjs';

const target = 'code-generation-result';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', target);

let patterns = 0;
let files = 0;
let bytes = 0;
/** @type {string[]} */
const missing = [];
/** @type {string[]} */
const changed = [];
/** @type {string[]} */
const empty = [];
for (const family of families(projectRoot)) {
  const folder = posix.join(family, 'build/code-generation');
  const index = familyIndex(family);
  patterns += index.length;
  for (const { id } of index) {
    const module = posix.join('ts', kebabCase(id));
    for (const path of [`${module}.mts`, `${module}.mjs`, `${module}.d.mts`, `cpp/${id}.hpp`, `cpp/${id}.cpp`]) {
      if (!existsSync(posix.join(folder, path))) missing.push(`${posix.join(folder, path)} (pattern "${id}")`);
    }
  }
  compareWithManifest(folder);
}
for (const shared of ['cpp-runtime', 'pattern-registry']) compareWithManifest(posix.join(projectRoot, 'build', shared));

openOutput(output);
for (const file of missing) console.error(`${file} error not generated`);
for (const file of changed) console.error(`${file} error differs from the manifest: regenerate the file`);
for (const file of empty) console.error(`${file} error it is empty`);
finish(output, {
  task: 'code-generation',
  gates: [
    atLeast('patterns-generated', 1, patterns),
    atMost('files-missing', 0, missing.length),
    atMost('files-changed-since', 0, changed.length),
    atMost('empty-files', 0, empty.length),
  ],
  figures: { patterns, files, bytes },
});

/** @param {string} folder */
function compareWithManifest(folder) {
  for (const [path, hash] of recorded(folder)) {
    const file = posix.join(folder, path);
    if (!existsSync(file)) {
      if (!missing.some((one) => one.startsWith(`${file} `))) missing.push(`${file} (in the manifest)`);
      continue;
    }
    const content = readFileSync(file);
    files++;
    bytes += content.length;
    if (content.toString('utf8').trim() === '') empty.push(file);
    if (createHash('sha256').update(content).digest('hex') !== hash) changed.push(file);
  }
}

/** Path and hash of every file in the codegen manifest. @param {string} folder @returns {[string, string][]} */
function recorded(folder) {
  const { files, compiled } = readJson(posix.join(folder, '.codegen-manifest.json'));
  return Object.entries({ ...files, ...compiled }).map(([path, { sha256 }]) => [path, sha256]);
}
