// @ts-check
// K1 task 1: no secret and no network credential in the files of one project.
// Usage, from the workspace's root: node 01-remove-wifi-credentials.mjs <project root>
import { lintSource } from '@secretlint/core';
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend';
import glob from 'fast-glob';
import { parse } from 'jsonc-parser';
import { readFileSync } from 'node:fs';
import { extname, posix } from 'node:path';
import { networkLiterals } from './lib/network-literals.mjs';
import { nestedProjects, projectFiles, unscannedLinks } from './lib/project-files.mjs';
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

const WORKFLOW = 'examples/k1-node1/nx-workflow.json';
const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

// Projects below this one scan themselves, if the workflow says so; the root scans the other examples.
const { others, notScanned } = projectRoot === '.' ? otherProjects() : { others: [], notScanned: [] };
const files = [projectRoot, ...others].flatMap((root) => projectFiles(root));
const links = [projectRoot, ...others].flatMap((root) => unscannedLinks(root));
/** @type {Finding[]} */
const findings = [];
let scanned = 0;
for (const file of files) {
  const bytes = readFileSync(file);
  if (bytes.subarray(0, PNG.length).equals(PNG)) continue;
  scanned++;
  // UTF-16 is text with a NUL in each letter, and one NUL makes no text a picture.
  const text = bytes.toString('utf8').replaceAll('\0', '');
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
for (const file of notScanned) {
  console.error(`${file}:1:1 error not-scanned: no project of this task in ${WORKFLOW} has this folder`);
}
for (const file of links) {
  console.error(`${file}:1:1 error not-scanned: it is a link to something that no scan reads`);
}
finish(output, {
  task,
  gates: [
    atLeast('files-scanned', 1, scanned),
    atMost('projects-not-scanned', 0, notScanned.length),
    atMost('links-not-scanned', 0, links.length),
    atMost('credentials-found', 0, findings.length),
  ],
  figures: { files: files.length, scanned, findings: findings.length },
});

/** The examples that this task is not on, and the files that make projects elsewhere which nobody scans. */
function otherProjects() {
  const { project } = parse(readFileSync(WORKFLOW, 'utf8')).tasks[task];
  const own = new Set([project].flat().flatMap((pattern) => glob.sync(pattern, { onlyDirectories: true })));
  const left = nestedProjects('.').filter((file) => !own.has(posix.dirname(file)));
  const isExample = (/** @type {string} */ file) => /^examples\/(?!k1-node1\/)/.test(file);
  return {
    others: left.filter(isExample).map((file) => posix.dirname(file)),
    notScanned: left.filter((file) => !isExample(file)),
  };
}

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
