// Takes pictures of the main pages, from the mock API or from a running service. See scripts/screenshots.
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';

const [base, folder, ...options] = process.argv.slice(2);
const readme = options.includes('--readme');
const only = readme
  ? '^(overview|workloads|workload|usage|create)-wide-light$'
  : options.find(option => option.startsWith('--only='))?.slice('--only='.length);
const token = process.env.TRIPTYCH_TOKEN;

const PAGES = [
  { name: 'sign-in', path: '/sign-in', signedOut: true },
  { name: 'overview', path: '/' },
  { name: 'workloads', path: '/workloads' },
  { name: 'workload', path: '/workloads/hello-vm' },
  { name: 'usage', path: '/workloads/web?tab=usage', mockOnly: true },
  { name: 'invoke', path: '/workloads/hello-wasm?tab=invoke', click: 'Invoke' },
  { name: 'logs', path: '/workloads/guest-output?tab=logs', mockOnly: true },
  { name: 'runs', path: '/workloads/hello-wasm?tab=runs' },
  { name: 'events', path: '/workloads/web?tab=events', mockOnly: true },
  { name: 'failed', path: '/workloads/import-orders', mockOnly: true },
  { name: 'create', path: '/workloads', click: 'Create' },
  { name: 'artifacts', path: '/artifacts?name=greeter.wasm' },
  { name: 'compare', path: '/compare', mockOnly: true },
  { name: 'comparison', path: '/compare/greeter-kinds', mockOnly: true },
  { name: 'new-comparison', path: '/compare', click: 'New comparison', mockOnly: true },
  { name: 'browser', path: '/workloads/hello-wasm?tab=browser', click: 'Run here and there' },
  { name: 'images', path: '/images' },
  { name: 'migrations', path: '/migrations', mockOnly: true },
  { name: 'migration', path: '/migrations/shop-to-wasm', mockOnly: true },
  { name: 'new-migration', path: '/migrate?service=shop', click: 'Next', mockOnly: true },
  { name: 'secrets', path: '/secrets' },
  { name: 'tokens', path: '/tokens' },
  { name: 'audit', path: '/audit' },
  { name: 'reference', path: '/reference' },
];
const WIDTHS = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };

async function secretOf() {
  if (!token) return { cookies: [], secret: 'mock-session-secret' };
  const response = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  if (response.status !== 201) throw new Error(`The service answered ${response.status} to the token.`);
  const [name, value] = response.headers.get('set-cookie').split(';')[0].split(/=(.*)/s);
  return { cookies: [{ name, value, url: base }], secret: (await response.json()).sessionSecret };
}

const browser = await chromium.launch({
  executablePath: process.env.TRIPTYCH_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
const session = await secretOf();
mkdirSync(folder, { recursive: true });
for (const [width, viewport] of Object.entries(WIDTHS)) {
  for (const colorScheme of ['light', 'dark']) {
    for (const page of PAGES) {
      const file = `${page.name}-${width}-${colorScheme}`;
      if ((only && !file.match(new RegExp(only))) || (token && page.mockOnly)) continue;
      const context = await browser.newContext({
        viewport,
        colorScheme,
        locale: 'en-GB',
        reducedMotion: 'reduce',
      });
      await context.addCookies(session.cookies);
      if (!page.signedOut) {
        await context.addInitScript(
          secret => sessionStorage.setItem('triptych.session-secret', secret),
          session.secret,
        );
      }
      const tab = await context.newPage();
      tab.on('console', message => message.type() === 'error' && console.error(`${file}: ${message.text()}`));
      tab.on('pageerror', error => console.error(`${file}: ${error}`));
      await tab.goto(base + page.path);
      await tab.locator('main').waitFor();
      if (page.click) await tab.getByRole('button', { name: page.click, exact: true }).click();
      await tab.waitForTimeout(1200);
      await tab.screenshot({ path: `${folder}/${readme ? page.name : file}.png` });
      await context.close();
    }
  }
}
await browser.close();
