/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: [
    '<rootDir>/plugin',
    '<rootDir>/engine',
    '<rootDir>/executors',
    '<rootDir>/cli',
    '<rootDir>/profile',
    '<rootDir>/diagnostics',
    '<rootDir>/state',
    '<rootDir>/modules',
    '<rootDir>/generators',
    '<rootDir>/e2e',
    '<rootDir>/benchmarks/tests',
    '<rootDir>/tools',
    '<rootDir>/examples',
  ],
  testMatch: ['**/*.spec.ts', '**/*.spec.js'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs', ignoreDynamic: true },
      },
    ],
  },
  testPathIgnorePatterns: ['/node_modules/', '/fixtures/', '/build/'],
  // `npm run test:long` tries many more cases in each property.
  setupFiles: process.env.NX_WORKFLOW_TEST_LONG ? ['<rootDir>/tools/long-properties.js'] : [],
  // Fails where a test has left a process behind.
  globalSetup: '<rootDir>/testing/mark-processes.ts',
  globalTeardown: '<rootDir>/testing/count-processes.ts',
  testTimeout: 120000,
  // Most tests wait for processes of their own.
  maxWorkers: 2,
};
