// The rules of direction, checked by `npm run lint` and by K1's design review. An arrow that is not allowed
// here is a design change: say so in docs/architecture.md first.

/** Folders whose files make up the published package. */
const product = '^(bin|plugin|engine|executors|cli|profile|generators|diagnostics|state|modules)/';

/** Folders that stand alone. */
const leaf = (/** @type {string} */ name, /** @type {string[]} */ ...allowed) => ({
  name: `${name}-is-a-leaf`,
  comment: `${name}/ is imported by everything, so it imports nothing of the product${allowed.map((other) => ` but ${other}/`).join('')}.`,
  severity: 'error',
  from: { path: `^${name}/` },
  to: { path: product, pathNot: [name, ...allowed].map((folder) => `^${folder}/`) },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Modules that need each other are one module, or need a third that both import.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'plugin-runs-no-executor',
      comment: 'Nx loads the plugin for every command: it turns a file into targets and runs none of their code.',
      severity: 'error',
      from: { path: '^plugin/' },
      to: { path: '^(bin|engine|executors|cli|profile|generators)/' },
    },
    {
      name: 'sources-need-no-build',
      comment: 'What the product is built to is the same code once more, by a way that no other rule sees.',
      severity: 'error',
      from: { path: product, pathNot: '^bin/|\\.spec\\.ts$|/testing/' },
      to: {
        path: [
          '(^|/)dist/(bin|plugin|engine|executors|cli|profile|generators|diagnostics|state|modules)/',
          '^nx-workflow(/|$)',
        ],
      },
    },
    {
      name: 'executors-know-no-workflow',
      comment: "An executor's contract is its options; it never reads the workflow file.",
      severity: 'error',
      from: { path: '^executors/' },
      to: { path: '^(bin|plugin|cli|profile|generators)/' },
    },
    {
      name: 'engine-knows-no-nx',
      comment: 'The engine makes files from files; what Nx calls a target is for the adapters in executors/ and cli/.',
      severity: 'error',
      from: { path: '^engine/', pathNot: '\\.spec\\.ts$|^engine/testing/' },
      to: { path: ['^(bin|plugin|executors|cli|profile|generators)/', '(^|/)node_modules/(nx|@nx)/'] },
    },
    {
      name: 'generators-only-write-files',
      comment: 'Generators know the schemas of what they write and nothing of what runs it.',
      severity: 'error',
      from: { path: '^generators/' },
      to: { path: '^(bin|plugin|engine|executors|cli|profile|state|modules)/' },
    },
    {
      name: 'profile-only-thinks',
      comment: 'The profile turns records into figures and pages: it reads no disk and runs nothing.',
      severity: 'error',
      from: { path: '^profile/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: ['^(bin|plugin|engine|executors|cli|generators|modules)/', '^(node:)?fs$', '^(node:)?child_process$'],
      },
    },
    leaf('diagnostics'),
    leaf('state'),
    leaf('modules', 'diagnostics', 'state'),
    {
      name: 'only-bin-starts-the-cli',
      comment: 'The command line is the outermost layer; what two commands share belongs further in.',
      severity: 'error',
      from: { path: product, pathNot: '^(bin|cli)/' },
      to: { path: '^(bin|cli)/' },
    },
    {
      name: 'e2e-sees-the-package-only',
      comment: 'End-to-end tests use what a user installs, so that they break when the package does.',
      severity: 'error',
      from: { path: '^e2e/' },
      to: { path: ['^(plugin|engine|executors|cli|profile|generators|diagnostics|state|modules|dist)/'] },
    },
    {
      name: 'nothing-needs-e2e',
      severity: 'error',
      comment: 'Tests, benchmarks and examples are ends: whatever others need of them belongs into the product.',
      from: { pathNot: '^e2e/' },
      to: { path: '^e2e/' },
    },
    {
      name: 'nothing-needs-benchmarks',
      severity: 'error',
      comment: 'See nothing-needs-e2e.',
      from: { pathNot: '^benchmarks/' },
      to: { path: '^benchmarks/' },
    },
    {
      name: 'nothing-needs-examples',
      severity: 'error',
      comment: 'See nothing-needs-e2e.',
      from: { pathNot: '^examples/' },
      to: { path: '^examples/' },
    },
    {
      name: 'no-private-nx',
      comment: "Nx's private modules change without notice, and must match Nx's version to the letter.",
      severity: 'error',
      from: { path: product },
      to: { path: ['(^|/)node_modules/nx/', '(^|/)node_modules/@nx/devkit/internal', '^nx/', '^@nx/devkit/internal'] },
    },
    {
      name: 'product-needs-no-dev-dependency',
      comment: 'A package that only this repository installs is missing at every user.',
      severity: 'error',
      from: { path: product, pathNot: '\\.spec\\.ts$|/testing/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'npm-peer', 'npm-optional', 'type-only'] },
    },
    {
      name: 'nothing-unresolved',
      comment: 'An import of a file or package that is not there. The benchmarks install their peers on first use.',
      severity: 'error',
      from: { pathNot: ['^examples/.*\\.(spec\\.[jt]s|test\\.mts)$', '^benchmarks/peers/'] },
      // dist/ is there after a build only.
      to: { couldNotResolve: true, pathNot: '(^|/)dist/', dependencyTypesNot: ['core'] },
    },
  ],
  options: {
    // dist/ is what the product is built to: its sources are looked at.
    doNotFollow: { path: '(^|/)(node_modules|dist)/' },
    // Generated files come and go.
    exclude: {
      path: ['^build/', '^coverage/', '^\\.cache/', '^\\.nx/', '^examples/.+/build/', '^examples/.+/generated/'],
    },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types', 'typings'],
    },
  },
};
