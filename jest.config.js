// Jest runs the compiled files: the very code that ships, so worker threads load as they do in production.
export default {
  rootDir: 'dist',
  testMatch: ['<rootDir>/**/*.test.js'],
  testEnvironment: 'node',
  transform: {},
  testTimeout: 30_000,
  maxWorkers: 2,
};
