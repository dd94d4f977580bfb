import type { Breakage } from '../testing/breakable-library';
import { EXAMPLE, PRISM } from '../testing/small-library';

/** Tasks 1 and 2. */

// Concatenated, so that the scan does not find the literal in this file.
const SSID = ['ss', 'id'].join('');
const SECRET = ['pass', 'word'].join('');
const CREDENTIAL = 'has a literal value';
const LOCK = 'package-lock.json';
const ADVISORIES = 'tools/advisories.json';
const HANDLEBARS = 'node_modules/handlebars';

const scan = (name: string, file: string, content: string | Buffer, place: string, said = SSID): Breakage => ({
  task: 'remove-wifi-credentials',
  project: EXAMPLE,
  name,
  apply: (files) => files.write(`${EXAMPLE}/${file}`, content),
  says: `${EXAMPLE}/${file}:${place} error network-credential: "${said}" ${CREDENTIAL}`,
});

const locked = (name: string, change: (packages: any) => void, says: string): Breakage => ({
  task: 'scan-vulnerabilities',
  name,
  apply: (files) => files.json(LOCK, ({ packages }) => change(packages)),
  says,
});

const advisory = (name: string, change: (list: any) => void, says: string): Breakage => ({
  task: 'scan-vulnerabilities',
  name,
  apply: (files) => files.json(ADVISORIES, change),
  says,
});

export const securityFoundation: readonly Breakage[] = [
  scan(
    'a file in UTF-16, which is full of NUL bytes',
    'firmware/wifi.h',
    Buffer.from(`\ufeff#pragma once\nconst char* ${SSID} = "Attic";\n`, 'utf16le'),
    '2:21',
  ),
  scan('a NUL at the end of a text', 'firmware/wifi.cpp', `const char* ${SSID} = "Attic";\n\0`, '1:21'),
  scan('line ends of Windows between name and value', 'firmware/wifi.ino', `String ${SSID} =\r\n  "Attic";\r\n`, '2:4'),
  scan('a raw string', 'firmware/wifi.cpp', `const char* ${SSID} = R"(Attic)";\n`, '1:23'),
  scan("Arduino's F() around the value", 'firmware/wifi.ino', `String ${SSID} = F("Attic");\n`, '1:18'),
  scan('a value that is an alias in YAML', 'net.yaml', `house: &house Attic\nnet:\n  ${SSID}: *house\n`, '3:9'),
  scan(
    'an element of XML',
    'config.xml',
    `<config>\n  <wifi-${SECRET}>hunter22</wifi-${SECRET}>\n</config>\n`,
    '2:18',
    `wifi-${SECRET}`,
  ),
  {
    task: 'remove-wifi-credentials',
    project: PRISM,
    name: 'a link to a file that no scan covers',
    apply: (files) => {
      files.write('build/wifi.yaml', `${SSID}: Attic\n`);
      files.link(`${PRISM}/wifi.yaml`, '../../../../build/wifi.yaml');
    },
    says: `${PRISM}/wifi.yaml:1:1 error not-scanned: `,
  },
  locked(
    'an invalid version',
    (packages) => (packages[HANDLEBARS].version = '4.7'),
    `error ${HANDLEBARS}: the version "4.7" cannot be compared`,
  ),
  locked(
    'an entry without a version',
    (packages) => delete packages[HANDLEBARS].version,
    `error ${HANDLEBARS}: it has no version`,
  ),
  locked(
    'a vulnerable archive under a harmless name',
    (packages) =>
      (packages['node_modules/harmless'] = {
        version: '1.0.0',
        resolved: 'https://registry.npmjs.org/handlebars/-/handlebars-4.7.6.tgz',
      }),
    'error GHSA-f2jv-r9rf-7988: handlebars 4.7.6, critical',
  ),
  locked(
    'a vulnerable copy outside node_modules, linked in',
    (packages) => {
      packages['vendor/handlebars'] = { name: 'handlebars', version: '4.7.6' };
      packages[HANDLEBARS] = { resolved: 'vendor/handlebars', link: true };
    },
    'error GHSA-f2jv-r9rf-7988: handlebars 4.7.6, critical',
  ),
  advisory(
    'an advisory for a misspelt key',
    ({ advisories }) => {
      advisories[3].packge = advisories[3].package;
      delete advisories[3].package;
    },
    `${ADVISORIES} error GHSA-v88g-cgmw-v5xw: `,
  ),
  advisory(
    'a range with swapped bounds',
    ({ advisories }) => (advisories[0].vulnerable = ['>=7.26.10 <7']),
    `${ADVISORIES} error GHSA-968p-4wvh-cqc8: `,
  ),
  advisory('no advisories', (list) => (list.advisories = []), `${ADVISORIES} error `),
  {
    task: 'scan-vulnerabilities',
    name: 'a truncated lock file',
    apply: (files) => files.write(LOCK, files.read(LOCK).slice(0, 5000)),
    says: `${LOCK} error `,
  },
];
