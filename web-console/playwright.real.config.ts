import { defineConfig } from '@playwright/test';
import { browser } from './test/browser';

/**
 * The console against a running service, which system-tests start: TRIPTYCH_URL says where it is, TRIPTYCH_TOKEN is an
 * admin's token. The samples' artifacts and images must be there, as `./triptych up` leaves them.
 */
export default defineConfig({
  testDir: 'test',
  testMatch: 'e2e-real/**/*.spec.ts',
  outputDir: 'target/real-tests',
  forbidOnly: true,
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['junit', { outputFile: 'target/surefire-reports/TEST-console-real.xml' }]],
  use: {
    ...browser,
    baseURL: process.env.TRIPTYCH_URL ?? 'http://127.0.0.1:7700',
    viewport: { width: 1280, height: 800 },
  },
});
