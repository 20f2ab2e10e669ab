import { expect, expectAccessible, expectNoSidewaysScroll, test } from './console';

test('a module runs in the page as on the server, and whether both came to the same is said', async ({
  page,
}) => {
  await page.goto('/workloads/hello-wasm?tab=browser');
  await page.getByRole('textbox', { name: 'Standard input' }).fill('Ada');
  await page.getByRole('button', { name: 'Run here and there' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Equal' })).toHaveText(
    'Equal: 12 B of output, byte by byte, and exit code 0.',
  );
  await expect(page.getByLabel('Output in this browser')).toHaveText('Hello, Ada!');
  await expect(page.getByLabel('Output on the server')).toHaveText('Hello, Ada!');
  await expect(page.getByText('51bf5b549234…')).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);

  await page.getByRole('textbox', { name: 'Standard input' }).fill('');
  await page.getByRole('button', { name: 'Run here and there' }).click();
  await expect(page.getByText('Different: the output, from byte 7 on.')).toBeVisible();
});

test.describe('modules that mean no good', () => {
  test.use({ scenario: { fleet: 'guests' } });

  test('one that never ends is ended', async ({ page }) => {
    await page.goto('/workloads/spinner?tab=browser');
    await page.getByRole('button', { name: 'Run here and there' }).click();
    await expect(page.getByText('It had not come to its end after 1.5 s and was ended.')).toBeVisible();
    await expectAccessible(page);
  });

  test('what one writes without end is cut, and is text', async ({ page }) => {
    await page.goto('/workloads/flood?tab=browser');
    await page.getByRole('button', { name: 'Run here and there' }).click();
    await expect(page.getByText('It wrote more than 1024 KiB and was ended.')).toBeVisible();
    await expect(page.getByLabel('Output in this browser')).toContainText(
      '<img src=x onerror="window.owned=1">',
    );
    expect(await page.evaluate(() => 'owned' in window)).toBe(false);
  });

  test('one that takes all memory gets what its description says', async ({ page }) => {
    await page.goto('/workloads/grower?tab=browser');
    await page.getByRole('button', { name: 'Run here and there' }).click();
    await expect(page.getByText(/It was ended by a trap/)).toBeVisible();
    await expect(page.getByText(/Memory at the end1.1\d MiB/)).toBeVisible();
  });
});

test('the page itself may neither compile Wasm nor does its worker reach anything', async ({ page }) => {
  await page.goto('/workloads/hello-wasm');
  const refused = await page.evaluate(async () => {
    try {
      await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
      return 'compiled';
    } catch (error) {
      return String(error);
    }
  });
  expect(refused).toContain('Content Security Policy');
});

test('what a page does not have is said instead', async ({ page }) => {
  await page.goto('/workloads/primes-wasm?tab=browser');
  await page.getByRole('button', { name: 'Run here and there' }).click();
  await expect(page.getByRole('alert')).toContainText('The bytes that came are sha256:');
  await page.goto('/workloads/web?tab=browser');
  await expect(page.getByRole('link', { name: 'In the browser' })).toHaveCount(0);
});

test.describe('a viewer', () => {
  test.use({ scenario: { role: 'viewer' } });

  test('runs it in the page alone', async ({ page }) => {
    await page.goto('/workloads/hello-wasm?tab=browser');
    await page.getByRole('button', { name: 'Run here and there' }).click();
    await expect(
      page.getByRole('main').locator('.notice', { hasText: 'needs the role operator' }),
    ).toBeVisible();
    await expect(page.getByLabel('Output in this browser')).toHaveText('Hello, !');
  });
});
