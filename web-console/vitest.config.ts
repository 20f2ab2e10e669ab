import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    environment: 'node',
    env: { TZ: 'UTC' },
    reporters: [
      'default',
      [
        'junit',
        { outputFile: 'target/surefire-reports/TEST-console-unit.xml', classnameTemplate: '{filename}' },
      ],
    ],
    sequence: { shuffle: { tests: true } },
  },
});
