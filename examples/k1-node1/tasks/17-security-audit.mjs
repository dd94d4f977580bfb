// @ts-check
// K1 task 17: the generated code contains no secrets and only constructs that renderers are allowed to use. On the
// example, the registry only lists patterns.
// Usage, from the workspace's root: node 17-security-audit.mjs <root of a family, or of the example>
import { lintSource } from '@secretlint/core';
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend';
import glob from 'fast-glob';
import { readFileSync } from 'node:fs';
import { extname, posix } from 'node:path';
import { auditCpp } from './lib/audit-cpp.mjs';
import { auditRegistry } from './lib/audit-registry.mjs';
import { auditTs } from './lib/audit-ts.mjs';
import { networkLiterals } from './lib/network-literals.mjs';
import { atLeast, atMost, compareText, finish, openOutput, writeOutput } from './lib/result.mjs';

/** @typedef {{ file: string, line: number, column: number, rule: string, message: string }} Finding */

const task = 'security-audit';
const projectRoot = process.argv[2] ?? 'examples/k1-node1/patterns/prism';
const output = posix.join(projectRoot, 'build', task);

const FOLDERS = 'build/{code-generation,cpp-runtime,pattern-registry}';

const files = glob
  .sync(posix.join(glob.escapePath(projectRoot), FOLDERS, '**/*.{mts,mjs,cpp,hpp}'))
  .filter((file) => !file.endsWith('.d.mts'))
  .sort(compareText);
/** Files other than code, type declarations, source maps and the manifest. */
const others = glob
  .sync(posix.join(glob.escapePath(projectRoot), FOLDERS, '**/*'), { dot: true })
  .filter((file) => !files.includes(file) && !/\.(d\.mts|mjs\.map)$|\/\.codegen-manifest\.json$/.test(file));
/** @type {Finding[]} */
const secrets = [];
/** @type {Finding[]} */
const banned = [];
/** @type {Finding[]} */
const unread = [];
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  secrets.push(...(await secretsIn(file, text)));
  // The compiled module is audited because it is what runs.
  const { hits, errors } = auditOf(file)(text);
  banned.push(...hits.map(({ rule, offset, message }) => ({ file, ...placeOf(text, offset), rule, message })));
  const message = 'syntax error: this part cannot be audited';
  unread.push(...errors.map((offset) => ({ file, ...placeOf(text, offset), rule: 'syntax', message })));
}
for (const file of others) {
  banned.push({
    file,
    line: 1,
    column: 1,
    rule: 'file',
    message: 'files of this type are not allowed in generated code',
  });
}
const findings = [...secrets, ...banned, ...unread].sort(
  (a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.rule, b.rule),
);

openOutput(output);
writeOutput(output, 'audit-report.json', { files, findings });
for (const { file, line, column, rule, message } of findings) {
  console.error(`${file}:${line}:${column} error ${rule}: ${message}`);
}
const count = (/** @type {string} */ extension) => files.filter((file) => file.endsWith(extension)).length;
finish(output, {
  task,
  gates: [
    atLeast('typescript-files', 1, count('.mts')),
    atLeast('cpp-files', 1, count('.cpp')),
    atMost('secrets', 0, secrets.length),
    atMost('code-that-is-not-allowed', 0, banned.length),
    atMost('places-not-understood', 0, unread.length),
  ],
  figures: { files: files.length, secrets: secrets.length, banned: banned.length },
});

/** @param {string} file */
function auditOf(file) {
  if (posix.dirname(file) === posix.join(projectRoot, 'build/pattern-registry')) return auditRegistry;
  return /\.m[jt]s$/.test(file) ? auditTs : auditCpp;
}

/** @param {string} file @param {string} text @returns {Promise<Finding[]>} */
async function secretsIn(file, text) {
  const { messages } = await lintSource({
    source: { filePath: file, content: text, ext: extname(file), contentType: 'text' },
    options: { config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: recommended }] } },
  });
  const known = messages.map(({ range, ruleId, message }) => {
    return { file, ...placeOf(text, range[0]), rule: ruleId.split('/').at(-1) ?? ruleId, message };
  });
  const literals = networkLiterals(file, text).map(({ name, offset }) => {
    return { file, ...placeOf(text, offset), rule: 'network-credential', message: `"${name}" has a literal value` };
  });
  return [...known, ...literals];
}

/** @param {string} text @param {number} offset */
function placeOf(text, offset) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
