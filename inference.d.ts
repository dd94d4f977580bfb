export * from './dist/plugin/inference';
