/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/plugin', '<rootDir>/executors', '<rootDir>/cli', '<rootDir>/diagnostics', '<rootDir>/state', '<rootDir>/modules', '<rootDir>/e2e', '<rootDir>/examples'],
  testMatch: ['**/*.spec.ts', '**/*.spec.js'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.cache'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs', ignoreDynamic: true } }] },
  testTimeout: 120000,
};
