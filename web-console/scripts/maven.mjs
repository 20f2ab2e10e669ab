// What Maven calls: a step of the console's build, left out when nothing that it depends on has changed.
//
//   node scripts/maven.mjs install | build | test | pages
//
// A step's stamp is written only after it succeeded, and names the bytes of all its inputs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const PACKAGES = ['package.json', 'package-lock.json', '.npmrc'];
const SPECIFICATION = '../api-spec/src/main/resources/openapi/openapi.yaml';
const CONFIGURATION = ['tsconfig.json', 'vite.config.ts', 'scripts'];
const CONSOLE = [...PACKAGES, SPECIFICATION, ...CONFIGURATION, 'index.html', 'public', 'src'];
const TESTING = ['vitest.config.ts', 'playwright.config.ts', 'playwright.real.config.ts'];
const GENERATED = ['src/api/schema.d.ts', 'src/api/description.json'];

const STEPS = {
  install: {
    inputs: PACKAGES,
    results: ['node_modules'],
    stamp: 'node_modules/.triptych-stamp',
    runs: [['ci']],
  },
  build: {
    // The type check looks at the tests and the mock API, too.
    inputs: [...CONSOLE, 'mock-api', 'test', ...TESTING],
    results: ['dist/index.html', ...GENERATED],
    stamp: 'target/build.stamp',
    runs: [['run', 'build']],
  },
  test: {
    // The formatter looks at everything.
    inputs: [...CONSOLE, 'mock-api', 'test', ...TESTING, '.prettierrc.json', '.prettierignore', 'README.md'],
    results: ['target/surefire-reports/TEST-console-unit.xml'],
    stamp: 'target/test.stamp',
    runs: [['test']],
  },
  pages: {
    inputs: [...CONSOLE, 'mock-api', 'test/e2e', 'test/browser.ts', 'playwright.config.ts'],
    results: ['target/surefire-reports/TEST-console-pages.xml'],
    stamp: 'target/pages.stamp',
    runs: [
      ['run', 'build:mock'],
      ['run', 'test:e2e'],
    ],
  },
};

const name = process.argv[2];
const step = STEPS[name];
if (!step) throw new Error(`There is no step "${name}".`);

const digest = createHash('sha256').update(process.version);
for (const input of step.inputs) add(input);
const wanted = digest.digest('hex');

if (step.results.every(existsSync) && existsSync(step.stamp) && readFileSync(step.stamp, 'utf8') === wanted) {
  console.log(`console: ${name} is up to date`);
} else {
  rmSync(step.stamp, { force: true });
  // Whoever has the usual port of the pages' tests would fail them all.
  if (name === 'pages') process.env.TRIPTYCH_CONSOLE_TEST_PORT ??= await freePort();
  for (const args of step.runs) run(args);
  // Maven only adds to what it packs, and each build has file names of its own.
  if (name === 'build') rmSync('target/classes/META-INF/resources', { recursive: true, force: true });
  mkdirSync('target', { recursive: true });
  writeFileSync(step.stamp, wanted);
}

function add(path) {
  if (GENERATED.includes(path) || !existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    for (const entry of readdirSync(path).sort()) add(join(path, entry));
  } else {
    digest.update(path).update('\0').update(readFileSync(path)).update('\0');
  }
}

function run(args) {
  const { status, error } = spawnSync('npm', args, { stdio: 'inherit' });
  if (error) throw new Error('npm was not found. Install Node.js 20 or newer with npm.', { cause: error });
  if (status !== 0) process.exit(status ?? 1);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return String(port);
}
