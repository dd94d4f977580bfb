import { RepositoryCopy } from './testing/repository-copy';

const BUILD = 'examples/k1-node1/build';
const SITE = `${BUILD}/documentation-site`;
let repository: RepositoryCopy;

const pattern = (name: string, more = '') => `# ${name}

It glows.

![${name} with music](../pictures/${name.toLowerCase()}-music.png "With music")
![${name} without audio](../pictures/${name.toLowerCase()}-silence.png "Without audio")

${more}
`;

beforeAll(() => {
  repository = new RepositoryCopy();
  const files = {
    'pages/index.md': `# K1 patterns

Three.

## Bloom

- [![What Ash looks like](pictures/ash-music.png)](patterns/ash.md) [Ash](patterns/ash.md) It glows. *stands still*
- [![What Bay looks like](pictures/bay-music.png)](patterns/bay.md) [Bay](patterns/bay.md) It *really* glows. *moves by itself*
`,
    'pages/api.md': '# The HTTP interface\n\n[All](openapi.json)\n',
    'api-layer/openapi.json': '{}',
    ...Object.fromEntries(
      ['ash', 'bay'].flatMap((id) =>
        ['music', 'silence'].map((kind) => [`api-documentation/pictures/${id}-${kind}.png`, '']),
      ),
    ),
    'pages/patterns/ash.md': pattern('Ash', 'See [the interface](../api.md#put-selection).'),
    'pages/patterns/bay.md': pattern('Bay'),
    'pages/architecture/index.md': '# Architecture\n',
    'pages/architecture/patterns/ash.md':
      '# The graph of Ash\n\n[![Graph](../../graphs/ash.svg)](../../graphs/ash.svg)\n',
    'pages/graphs/ash.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'pages/architecture/nodes/math.md': `# Math nodes\n\n${['Abs', 'Add', 'And', 'Cos', 'Div'].map((name) => `## ${name}\n`).join('\n')}`,
    'deployment-guide/deployment-guide.md': '# Runbook\n',
    'project-summary/project-summary.md':
      '# Summary\n\n| Task | Result |\n| --- | --- |\n| A | passed |\n| B | passed, with a warning |\n| C | failed |\n',
  };
  for (const [name, text] of Object.entries(files)) repository.write(`${BUILD}/${name}`, text);
});

afterAll(() => {
  repository.dispose();
});

function build(): { code: number | null; stderr: string } {
  const { code, stderr } = repository.run('documentation-site.mjs', 'examples/k1-node1');
  return { code, stderr };
}

test('all links resolve, and no page needs a file from outside of the site', () => {
  expect(build()).toEqual({ code: 0, stderr: '' });
  const ash = repository.read(`${SITE}/patterns/ash.html`);
  expect(ash).toContain('<p class="crumbs">‹ <a href="../index.html">Patterns</a></p>');
  expect(ash).toContain('<a href="../architecture/patterns/ash.html" class="related">How its graph is built</a>');
  expect(ash).toContain('<a href="bay.html" rel="next">Bay →</a>');
  expect(ash).toContain('<a href="../index.html" aria-current="true">Patterns</a>');
  expect(ash).toContain('<a href="../api.html#put-selection">the interface</a>');
  expect(repository.read(`${SITE}/patterns/bay.html`)).toContain('<a href="ash.html" rel="prev">← Ash</a>');
  expect(repository.read(`${SITE}/architecture/patterns/ash.html`)).toContain('>What it looks like</a>');
  expect(repository.read(`${SITE}/architecture/nodes/math.html`)).toContain('<a href="#abs">Abs</a>\n<a href="#add">');
  for (const page of ['index', 'api', 'runbook', 'summary', 'patterns/ash', 'architecture/index']) {
    const text = repository.read(`${SITE}/${page}.html`);
    expect(text).not.toMatch(/https?:|\.md["#]|href="\/|src="\//);
    expect(text).toContain('<html lang="en">');
    expect(text.match(/<img(?![^>]* alt="[^"]+")[^>]*>/g)).toBeNull();
  }
});

test('pictures can be played and filtered, and a status does not depend on colour alone', () => {
  const index = repository.read(`${SITE}/index.html`);
  expect(index).toContain('<form class="find" role="search" hidden>');
  expect(index).toContain('<a href="patterns/ash.html">Ash</a>\n<span>It glows.</span>\n<em>stands still</em></li>');
  expect(index).toContain('<span>It <em>really</em> glows.</span>\n<em>moves by itself</em></li>');
  const ash = repository.read(`${SITE}/patterns/ash.html`);
  expect(ash.match(/<figure>/g)).toHaveLength(2);
  expect(ash).toContain('<b style="background-image:url(../pictures/ash-music.png)"></b>');
  expect(ash).toContain('<figcaption>Without audio <button type="button" class="play" hidden>Play</button>');
  const summary = repository.read(`${SITE}/summary.html`);
  expect(summary).toContain('<td><span class="verdict good">passed</span></td>');
  expect(summary).toContain('<td><span class="verdict warned">passed, with a warning</span></td>');
  expect(summary).toContain('<td><span class="verdict bad">failed</span></td>');
});

test('a broken link and a missing page fail', () => {
  repository.edit(`${BUILD}/deployment-guide/deployment-guide.md`, '# Runbook', '# Runbook\n\n[x](old.md)');
  expect(build()).toEqual({
    code: 1,
    stderr: `${SITE}/runbook.html error it needs old.html\nerror gate links-out-of-the-site: threshold 0, actual 1\n`,
  });
  repository.remove(`${BUILD}/deployment-guide/deployment-guide.md`);
  const { code, stderr } = build();
  expect(code).toBe(1);
  expect(stderr).toContain('error gate parts-missing: threshold 0, actual 1');
});
