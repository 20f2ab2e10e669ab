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
  { name: 'usage', path: '/workloads/{serving}?tab=usage' },
  { name: 'invoke', path: '/workloads/hello-wasm?tab=invoke', click: 'Invoke' },
  { name: 'logs', path: '/workloads/guest-output?tab=logs', mockOnly: true },
  { name: 'runs', path: '/workloads/hello-wasm?tab=runs' },
  { name: 'events', path: '/workloads/{serving}?tab=events' },
  { name: 'failed', path: '/workloads/import-orders', mockOnly: true },
  { name: 'create', path: '/workloads', click: 'Create' },
  { name: 'artifacts', path: '/artifacts?name=greeter.wasm' },
  { name: 'compare', path: '/compare' },
  { name: 'comparison', path: '/compare/{comparison}' },
  { name: 'new-comparison', path: '/compare', click: 'New comparison' },
  { name: 'browser', path: '/workloads/hello-wasm?tab=browser', click: 'Run here and there' },
  { name: 'images', path: '/images' },
  { name: 'networks', path: '/networks' },
  { name: 'services', path: '/services' },
  { name: 'service', path: '/services/{service}' },
  { name: 'migrations', path: '/migrations' },
  { name: 'migration', path: '/migrations/{migration}' },
  { name: 'new-migration', path: '/migrate?service={service}', click: 'Next' },
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

/** What the pages are about: of a service, the newest of each; of the mock, what is always there. */
async function subjects(session) {
  if (!token)
    return { serving: 'web', comparison: 'greeter-kinds', migration: 'shop-to-wasm', service: 'shop' };
  const newest = async path => {
    const [{ name, value }] = session.cookies;
    const response = await fetch(`${base}/api/v1${path}`, {
      headers: { Cookie: `${name}=${value}`, 'Triptych-Session-Secret': session.secret },
    });
    if (response.status !== 200) throw new Error(`The service answered ${response.status} to ${path}.`);
    return (await response.json()).items[0]?.name;
  };
  return {
    serving: await newest('/workloads?state=ready'),
    comparison: await newest('/comparisons'),
    migration: await newest('/migrations'),
    service: await newest('/services'),
  };
}

const browser = await chromium.launch({
  executablePath: process.env.TRIPTYCH_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
const session = await secretOf();
const names = await subjects(session);
mkdirSync(folder, { recursive: true });
for (const [width, viewport] of Object.entries(WIDTHS)) {
  for (const colorScheme of ['light', 'dark']) {
    for (const page of PAGES) {
      const file = `${page.name}-${width}-${colorScheme}`;
      if ((only && !file.match(new RegExp(only))) || (token && page.mockOnly)) continue;
      const path = page.path.replace(/\{(\w+)\}/, (_, of) => names[of] ?? '');
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
      await tab.goto(base + path);
      await tab.locator('main').waitFor();
      if (page.click) await tab.getByRole('button', { name: page.click, exact: true }).click();
      await tab.waitForTimeout(1200);
      await tab.screenshot({ path: `${folder}/${readme ? page.name : file}.png` });
      await context.close();
    }
  }
}
await browser.close();
