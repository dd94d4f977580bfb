// @ts-check
// K1 task 1: no secret and no network credential in the files of one project.
// Usage, from the workspace's root: node 01-remove-wifi-credentials.mjs <project root>
import { lintSource } from '@secretlint/core';
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend';
import { readFileSync } from 'node:fs';
import { extname, posix } from 'node:path';
import { networkLiterals } from './lib/network-literals.mjs';
import { projectFiles } from './lib/project-files.mjs';
import { atLeast, atMost, compareText, finish, openOutput, writeOutput } from './lib/result.mjs';

const task = 'remove-wifi-credentials';
const projectRoot = process.argv[2] ?? '.';
const output = posix.join(projectRoot, 'build', task);

/**
 * @typedef {object} Finding
 * @property {string} file
 * @property {number} line
 * @property {number} column
 * @property {string} rule
 * @property {string} message
 */

// The examples are projects with scans of their own.
const files = projectFiles(projectRoot, projectRoot === '.' ? ['examples'] : []);
/** @type {Finding[]} */
const findings = [];
let scanned = 0;
for (const file of files) {
  const bytes = readFileSync(file);
  if (bytes.includes(0)) continue; // Not text.
  scanned++;
  const text = bytes.toString('utf8');
  findings.push(...(await secrets(file, text)));
  for (const { name, offset } of networkLiterals(file, text)) {
    const before = text.slice(0, offset).split('\n');
    findings.push({
      file,
      line: before.length,
      column: (before.at(-1) ?? '').length + 1,
      rule: 'network-credential',
      message: `"${name}" has a literal value; read it from the device's settings at run time`,
    });
  }
}
findings.sort(
  (a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.rule, b.rule),
);

openOutput(output);
writeOutput(output, 'credential-findings.json', { files: files.length, findings, scanned });
for (const { file, line, column, rule, message } of findings) {
  console.error(`${file}:${line}:${column} error ${rule}: ${message}`);
}
finish(output, {
  task,
  gates: [atLeast('files-scanned', 1, scanned), atMost('credentials-found', 0, findings.length)],
  figures: { files: files.length, scanned, findings: findings.length },
});

/**
 * What secretlint's recommended rules find, with every value masked.
 *
 * @param {string} file
 * @param {string} text
 * @returns {Promise<Finding[]>}
 */
async function secrets(file, text) {
  const { messages } = await lintSource({
    source: { content: text, filePath: file, ext: extname(file), contentType: 'text' },
    options: { maskSecrets: true, config: { rules: [{ id: recommended.meta.id, rule: recommended }] } },
  });
  return messages.map(({ loc, ruleId, message }) => ({
    file,
    line: loc.start.line,
    column: loc.start.column + 1, // secretlint counts columns from 0
    rule: ruleId.replace('@secretlint/secretlint-rule-', ''),
    message: message.replace(/: \*+$/, ''),
  }));
}
