import { defineConfig } from '@playwright/test';
import { browser } from './test/browser';

const port = Number(process.env.TRIPTYCH_CONSOLE_TEST_PORT ?? 4179);

/** The pages against the mock API: built as for production, under the service's own content security policy. */
export default defineConfig({
  testDir: 'test',
  testMatch: 'e2e/**/*.spec.ts',
  outputDir: 'target/page-tests',
  forbidOnly: true,
  workers: 2,
  // As Maven's tests: one that meets a busy host gets a second chance, and is named as flaky when it needed one.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['junit', { outputFile: 'target/surefire-reports/TEST-console-pages.xml' }]],
  use: { ...browser, baseURL: `http://127.0.0.1:${port}`, viewport: { width: 1280, height: 800 } },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --outDir target/mock --host 127.0.0.1 --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
  },
});
