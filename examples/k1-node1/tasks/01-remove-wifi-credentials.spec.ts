import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { RepositoryCopy } from './testing/repository-copy';

const SCRIPT = '01-remove-wifi-credentials.mjs';
const K1 = 'examples/k1-node1';
/** A project with few files, so the scan is fast. */
const SMALL = `${K1}/nested`;
const FINDINGS = 'build/remove-wifi-credentials/credential-findings.json';
// Concatenated, so that the scan does not find the literal in this file.
const SSID = ['ss', 'id'].join('');
const PASSWORD = ['pass', 'word'].join('');
const PSK = ['ps', 'k'].join('');
const RADIO = ['Wi', 'Fi'].join('');
const GITHUB_TOKEN = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');

let repository: RepositoryCopy;

beforeAll(() => {
  repository = new RepositoryCopy();
});

afterEach(() => {
  repository.reset();
});

afterAll(() => {
  repository.dispose();
});

test.each(['.', K1, `${K1}/language`])('finds nothing in the files of %s as they are', (project) => {
  const run = repository.run(SCRIPT, project);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const report = repository.json(`${project}/${FINDINGS}`);
  expect(report.findings).toEqual([]);
  expect(report.scanned).toBeGreaterThan(project === '.' ? 1000 : 5);
});

test('the output is the same on every run and contains no absolute path', () => {
  repository.run(SCRIPT, K1);
  const first = repository.read(`${K1}/${FINDINGS}`);
  repository.run(SCRIPT, K1);
  expect(repository.read(`${K1}/${FINDINGS}`)).toBe(first);
  expect(first).not.toContain(repository.root);
});

test.each([
  ['firmware/wifi.h', `\n#define WIFI_${SSID.toUpperCase()} "Attic"\n`, '2:20', `WIFI_${SSID.toUpperCase()}`],
  ['firmware/wifi.h', `#define WIFI_${PASSWORD.toUpperCase()} "hunter22"\n`, '1:24', `WIFI_${PASSWORD.toUpperCase()}`],
  ['firmware/wifi.cpp', `const char* ${SSID} = "Attic";\n`, '1:21', SSID],
  ['firmware/wifi.cpp', `char wifi${PASSWORD}[32] = "hunter22";\n`, '1:26', `wifi${PASSWORD}`],
  ['firmware/wifi.cpp', `  ${RADIO}.begin("Attic", key);\n`, '1:15', 'begin'],
  ['spec.yaml', `net:\n  wifi_${SSID}: Attic\n`, '2:14', `wifi_${SSID}`],
  ['spec.yaml', `networks:\n  - { name: psk, value: hunter22 }\n`, '2:25', 'psk'],
  ['spec.json', `{\n  "a": [{ "${SSID}": "Attic" }]\n}\n`, '2:19', SSID],
  ['spec.json', `{ "${SSID}": { "type": "string", "default": "Attic" } }\n`, '1:42', SSID],
  ['broken.yaml', `a: [\n${SSID}: Attic\n`, '2:7', SSID],
  ['deep.json', `{ "${SSID}": "Attic", "a": ${'['.repeat(3000)}${']'.repeat(3000)} }\n`, '1:12', SSID],
  ['device.ini', `wifi_${PASSWORD} = hunter22\n`, '1:17', `wifi_${PASSWORD}`],
  ['firmware/wifi.cpp', `  ${RADIO}.begin(NAME, "hunter22");\n`, '1:21', 'begin'],
  ['firmware/wifi.ino', `const char* ${PASSWORD} = "hunter22";\n`, '1:25', PASSWORD],
  ['firmware/wifi.ino', `String ${SSID}("Attic");\n`, '1:14', SSID],
  ['firmware/wifi.cpp', `strlcpy(config.${SSID}, "Attic", 32);\n`, '1:23', SSID],
  ['firmware/wifi.cpp', `store.put("wifi_${PASSWORD}", "hunter22");\n`, '1:29', `wifi_${PASSWORD}`],
  ['platformio.ini', `build_flags = -DWIFI_KEY=\\"hunter22\\"\n`, '1:28', 'WIFI_KEY'],
  ['spec.yaml', `wifi:\n  networks:\n    - ${PASSWORD}: hunter22\n`, '3:17', PASSWORD],
  ['spec.yaml', `environment:\n  - WIFI_KEY=hunter22\n`, '2:5', 'WIFI_KEY'],
  ['spec.yaml', `${SSID}:\n  - Attic\n`, '2:5', SSID],
  ['page.hbs', `const ${PSK} = 'hunter22';\n`, '1:14', PSK],
])('a network credential in %s is reported with its location', (file, text, place, name) => {
  writeSmall(file, text);
  const run = repository.run(SCRIPT, SMALL);
  expect(run.code).toBe(1);
  expect(run.stderr).toBe(
    `${SMALL}/${file}:${place} error network-credential: "${name}" has a literal value; ` +
      `read it from the device's settings at run time\n` +
      'error gate credentials-found: threshold 0, actual 1\n',
  );
  expect(run.stderr + repository.read(`${SMALL}/${FINDINGS}`)).not.toMatch(/Attic|hunter22/);
});

test.each([
  ['a placeholder', 'a.yaml', `${SSID}: <your network>\n`],
  ['an empty value', 'a.h', `#define WIFI_${SSID.toUpperCase()} ""\n`],
  ['a setting that is read', 'a.cpp', `const char* ${SSID} = settings.read("${SSID}");\n`],
  ['a schema of the value', 'a.json', `{ "${SSID}": { "type": "string" } }\n`],
  ['a word that only contains it', 'a.ts', `const classId = 'x';\nconst upskill = 'y';\n`],
  ['a comparison', 'a.ts', `if (${SSID} === 'x') leave();\n`],
])('%s is not a credential', (_, file, text) => {
  writeSmall(file, text);
  expect(repository.run(SCRIPT, SMALL)).toMatchObject({ code: 0, stderr: '' });
});

describe('the root, with few folders', () => {
  beforeEach(() => {
    for (const folder of ['benchmarks', 'cli', 'docs', 'e2e', 'engine', 'generators']) repository.remove(folder);
  });

  test('a service token is found, and its value is not printed', () => {
    repository.write('plugin/token.ts', `\nexport const token = '${GITHUB_TOKEN}';\n`);
    const run = repository.run(SCRIPT, '.');
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^plugin\/token\.ts:2:23 error github: found GitHub Token/);
    expect(run.stderr + repository.read(FINDINGS)).not.toContain(GITHUB_TOKEN);
    // The repository's own review reports it as well.
    const review = repository.run('../../../tools/review-secrets.mjs', '.');
    expect(review).toMatchObject({ code: 1, stdout: expect.stringMatching(/^review-secrets: 1 in \d+ files\n$/) });
    expect(review.stderr).toBe(run.stderr.split('\n').slice(0, 1).join('') + '\n');
  });

  test('nested projects and ignored files are not scanned', () => {
    const secret = `${SSID}: Attic\n`;
    repository.write(`${K1}/nested/project.json`, '{ "name": "nested" }\n');
    repository.write(`${K1}/nested/a.yaml`, secret);
    repository.write(`${K1}/build/other/a.yaml`, secret);
    expect(repository.run(SCRIPT, K1).code).toBe(0);
    expect(repository.run(SCRIPT, '.').stderr).toContain(`${K1}/nested/project.json:1:1 error not-scanned: `);
    const nested = repository.run(SCRIPT, `${K1}/nested`);
    expect(nested.code).toBe(1);
    expect(nested.stderr).toContain(`${K1}/nested/a.yaml:1:7 error network-credential`);
  });

  test('a folder of the repository that no scan covers is an error', () => {
    repository.write('examples/more/project.json', '{ "name": "more" }\n');
    repository.write('examples/more/a.yaml', `${SSID}: Attic\n`);
    expect(repository.run(SCRIPT, '.').stderr).toMatch(/^examples\/more\/a\.yaml:1:7 error network-credential/);
    repository.remove('examples/more');
    repository.write('more/inside/project.json', '{ "name": "inside" }\n');
    const { code, stderr } = repository.run(SCRIPT, '.');
    expect([code, stderr]).toEqual([
      1,
      'more/inside/project.json:1:1 error not-scanned: no project of this task covers this folder: add it to examples/k1-node1/nx-workflow.json\n' +
        'error gate projects-not-scanned: threshold 0, actual 1\n',
    ]);
  });

  test("a link out of the repository and a dangling link are errors, for the repository's own review, too", () => {
    const links = { 'tools/nothing': 'no-such-file', 'tools/own.json': '../package.json', 'tools/up': '../..' };
    for (const [link, target] of Object.entries(links)) symlinkSync(target, join(repository.root, link));
    const runs = [SCRIPT, '../../../tools/review-secrets.mjs'].map((script) => repository.run(script, '.'));
    for (const link of Object.keys(links)) repository.remove(link);
    const lines = ['nothing', 'up'].map(
      (name) => `tools/${name}:1:1 error not-scanned: it is a link to something that no scan reads\n`,
    );
    expect(runs).toMatchObject([
      { code: 1, stderr: `${lines.join('')}error gate links-not-scanned: threshold 0, actual 2\n` },
      { code: 1, stderr: lines.join('') },
    ]);
  });
});

function writeSmall(file: string, text: string): void {
  repository.write(`${SMALL}/project.json`, '{ "name": "nested" }\n');
  repository.write(`${SMALL}/${file}`, text);
}
