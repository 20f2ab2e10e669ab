import { expect, expectAccessible, expectNoSidewaysScroll, test } from './console';

/** Whatever names, labels, reasons, facts and output hold: it is shown, and does nothing else. */
test.use({ scenario: { fleet: 'hostile', speed: 5 } });

const NAME = 'a'.repeat(63);
const PAGES = [
  '/',
  '/workloads',
  `/workloads/${NAME}`,
  `/workloads/${NAME}?tab=usage`,
  `/workloads/${NAME}?tab=logs`,
  `/workloads/${NAME}?tab=runs`,
  `/workloads/${NAME}?tab=events`,
  `/workloads/${NAME}?tab=description`,
  '/artifacts?name=missiles.wasm',
  '/images',
  '/networks',
  '/services',
  '/services/shop',
  '/compare',
  '/compare/loud',
  '/migrations/loud',
  '/secrets',
  '/tokens',
  '/audit',
];

for (const [name, viewport] of [
  ['wide', { width: 1280, height: 800 }],
  ['narrow', { width: 390, height: 844 }],
] as const) {
  test.describe(name, () => {
    test.use({ viewport });

    for (const path of PAGES) {
      test(`${path.replace(NAME, 'its-name')} only shows it`, async ({ page }) => {
        await page.goto(path);
        await expect(page.locator('main h1')).toBeVisible();
        await expect(page.locator('main')).not.toContainText('Loading');
        await expect(page.locator('main')).toContainText(/<img src=x|x{40}|a{40}/);
        expect(await page.evaluate(() => (window as { owned?: unknown }).owned)).toBeUndefined();
        expect(await page.locator('main :is(img, script, iframe)').count()).toBe(0);
        expect(await page.locator('main a[href^="javascript:" i]').count()).toBe(0);
        await expectNoSidewaysScroll(page);
        await expectAccessible(page);
      });
    }
  });
}

test('a label full of markup filters by itself and nothing else', async ({ page }) => {
  await page.goto('/workloads');
  await page.getByRole('row', { name: NAME }).locator('.labels a').first().click();
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.locator('.chip')).toContainText('markup=<img src=x');
  await expectNoSidewaysScroll(page);
});

test('a description full of markup is edited as what it is', async ({ page }) => {
  await page.goto(`/workloads/${NAME}?tab=description`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByRole('dialog').getByLabel('Description')).toHaveValue(/<img src=x onerror=/);
  await expectNoSidewaysScroll(page);
  expect(await page.evaluate(() => (window as { owned?: unknown }).owned)).toBeUndefined();
});

test('what an assessment found in a workload is shown as what it is', async ({ page }) => {
  await page.goto('/migrate?service=shop');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Look at it now' }).click();
  await expect(page.locator('.findings')).toContainText('<img src=x');
  expect(await page.evaluate(() => (window as { owned?: unknown }).owned)).toBeUndefined();
  expect(await page.locator('main :is(img, script, iframe)').count()).toBe(0);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});
