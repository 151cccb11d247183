// Jest runs the compiled files: the very code that ships, so worker threads load as they do in production.
export default {
  rootDir: 'dist',
  testMatch: ['<rootDir>/**/*.test.js'],
  testEnvironment: 'node',
  transform: {},
  // No test asserts that something is quick: this only ends what stands still, on a busy machine too.
  testTimeout: 120_000,
  maxWorkers: 2,
  globalSetup: '<rootDir>/../scripts/engines/jest-setup.mjs',
  globalTeardown: '<rootDir>/../scripts/engines/jest-teardown.mjs',
};
