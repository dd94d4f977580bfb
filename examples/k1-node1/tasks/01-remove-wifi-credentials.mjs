// @ts-check
// K1 task 1: no secret and no network credential in the files of one project.
// Usage, from the workspace's root: node 01-remove-wifi-credentials.mjs <project root>
import glob from 'fast-glob';
import { parse } from 'jsonc-parser';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import {
  findingLine,
  linkLine,
  nestedProjects,
  projectFiles,
  scanFiles,
  unscannedLinks,
} from '../../../tools/review-secrets.mjs';
import { networkLiterals } from './lib/network-literals.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';

const task = 'remove-wifi-credentials';
const projectRoot = process.argv[2] ?? '.';
const output = posix.join(projectRoot, 'build', task);
const WORKFLOW = 'examples/k1-node1/nx-workflow.json';

// Nested projects that the workflow lists run their own scan; the root covers the other examples.
const { others, notScanned } = projectRoot === '.' ? otherProjects() : { others: [], notScanned: [] };
const files = [projectRoot, ...others].flatMap((root) => projectFiles(root));
const links = [projectRoot, ...others].flatMap((root) => unscannedLinks(root));
const { findings, scanned } = await scanFiles(files, (file, text) =>
  networkLiterals(file, text).map(({ name, offset }) => ({
    offset,
    rule: 'network-credential',
    message: `"${name}" has a literal value; read it from the device's settings at run time`,
  })),
);

openOutput(output);
writeOutput(output, 'credential-findings.json', { files: files.length, findings, scanned });
for (const finding of findings) console.error(findingLine(finding));
for (const file of notScanned) {
  console.error(`${file}:1:1 error not-scanned: no project of this task covers this folder: add it to ${WORKFLOW}`);
}
for (const link of links) console.error(linkLine(link));
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

/** Example files outside the workflow's projects, and files of projects elsewhere that no scan covers. */
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
