import { expect, expectAccessible, expectNoSidewaysScroll, test } from './console';

/** Every page in both themes and both widths: nothing serious for axe, nothing wider than the screen. */
const PAGES = [
  { path: '/', heading: 'Overview', shows: 'Virtual machines' },
  { path: '/workloads', heading: 'Workloads', shows: 'import-orders' },
  { path: '/workloads/hello-vm', heading: 'hello-vm', shows: 'Start-up of run 1' },
  { path: '/workloads/guest-output?tab=logs', heading: 'guest-output', shows: 'the run has ended' },
  { path: '/workloads/web?tab=usage', heading: 'web', shows: 'Disk, written' },
  { path: '/workloads/hello-wasm?tab=runs', heading: 'hello-wasm', shows: '#4' },
  { path: '/workloads/web?tab=events', heading: 'web', shows: 'web is ready' },
  { path: '/workloads/web?tab=description', heading: 'web', shows: '"triptych/web:1"' },
  { path: '/artifacts?name=missiles.wasm', heading: 'Artifacts', shows: 'launch_missiles' },
  { path: '/volumes', heading: 'Volumes', shows: 'orders' },
  { path: '/networks', heading: 'Networks', shows: 'web.1b7c8d90.triptych' },
  { path: '/images', heading: 'Images', shows: 'without a name' },
  { path: '/workloads/hello-container', heading: 'hello-container', shows: 'Consider Wasm.' },
  { path: '/workloads/hello-wasm?tab=invoke', heading: 'hello-wasm', shows: 'A fresh run each time' },
  { path: '/workloads/hello-wasm?tab=browser', heading: 'hello-wasm', shows: 'Run here and there' },
  { path: '/compare', heading: 'Compare', shows: 'greeter-kinds' },
  { path: '/compare/greeter-kinds', heading: 'greeter: vm · container · wasm', shows: 'What can be said' },
  { path: '/migrations', heading: 'Migrate', shows: 'pricing-to-wasm' },
  { path: '/migrations/shop-to-wasm', heading: 'shop: container → wasm', shows: 'It waits for you' },
  {
    path: '/migrations/pricing-to-wasm',
    heading: 'shop: pricing → pricing-2',
    shows: 'The service has moved',
  },
  { path: '/migrate?service=shop', heading: 'New migration', shows: 'Which service moves?' },
  { path: '/services', heading: 'Services', shows: 'http://shop.localhost:7780/' },
  { path: '/services/shop', heading: 'shop', shows: 'Latency' },
  { path: '/secrets', heading: 'Secrets', shows: 'payments' },
  { path: '/tokens', heading: 'Tokens', shows: 'dashboard' },
  { path: '/audit', heading: 'Audit', shows: '/api/v1/workloads/web/restart' },
  { path: '/reference', heading: 'API', shows: 'Create a workload and start it' },
  { path: '/nowhere', heading: 'There is no such page', shows: '/nowhere' },
];
const SCREENS = [
  { name: 'wide and light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' as const },
  { name: 'narrow and dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const },
];

for (const { name, ...screen } of SCREENS) {
  test.describe(name, () => {
    test.use(screen);
    for (const { path, heading, shows } of PAGES) {
      test(`${path} is complete and accessible`, async ({ page }) => {
        await page.goto(path);
        await expect(page.getByRole('heading', { name: heading, exact: true })).toBeVisible();
        await expect(page.getByText(shows).first()).toBeVisible();
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
      });
    }
  });
}

test.describe('an empty host', () => {
  test.use({ scenario: { fleet: 'empty' } });

  test('says what to do next on each page', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByText('Nothing has happened yet')).toBeVisible();
    await page.getByRole('link', { name: 'Workloads' }).first().click();
    await expect(page.getByText('No workloads yet')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Create the first one' }).click();
    await expect(page.getByRole('dialog', { name: 'Create a workload' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Artifacts' }).click();
    await expect(page.getByText('No artifacts yet')).toBeVisible();
    await page.getByRole('link', { name: 'Images' }).click();
    await expect(page.getByText('No images yet')).toBeVisible();
    await page.getByRole('link', { name: 'Volumes' }).click();
    await expect(page.getByText('No volumes yet')).toBeVisible();
    await page.getByRole('link', { name: 'Networks' }).click();
    await expect(page.getByText('Nobody is on it yet')).toBeVisible();
    await page.getByRole('link', { name: 'Secrets' }).click();
    await expect(page.getByText('No secrets yet')).toBeVisible();
  });
});

test.describe('a viewer', () => {
  test.use({ scenario: { role: 'viewer' } });

  test('sees everything and is told why nothing can be changed', async ({ page }) => {
    await page.goto('/workloads');
    const create = page.getByRole('button', { name: /^Create/ });
    await expect(create).toHaveAttribute('aria-disabled', 'true');
    await expect(create).toHaveAccessibleName(/needs the role operator; you are signed in as viewer/);
    await create.click({ force: true });
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.getByRole('link', { name: 'Tokens' }).click();
    await expect(page.getByText('Only an admin sees the tokens')).toBeVisible();
    await expectAccessible(page);
  });
});
