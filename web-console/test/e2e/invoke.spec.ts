import { expect, expectAccessible, expectNoSidewaysScroll, onMock, test } from './console';

test('a job is called as a function: its input, its answer and what that cost', async ({ page }) => {
  await page.goto('/workloads/hello-wasm?tab=invoke');
  await page.getByRole('textbox', { name: 'Standard input' }).fill('Ada');
  await page.getByRole('button', { name: 'Invoke' }).click();
  await expect(page.getByLabel('Standard output')).toHaveText('Hello, Ada!');
  const costs = page.getByRole('status').filter({ hasText: 'Exit code' });
  await expect(costs).toContainText('CPU time398 µs');
  await expect(costs).toContainText('Memory, peak128 KiB');
  await expectAccessible(page);

  await page.getByRole('textbox', { name: 'Standard input' }).fill('fail');
  await page.getByRole('button', { name: 'Invoke' }).click();
  await expect(page.getByText('greeter: asked to fail')).toBeVisible();
  await expect(costs).toContainText('Exit code3');

  await page.getByRole('link', { name: 'Usage' }).click();
  await expect(page.getByRole('heading', { name: 'Invocations' })).toBeVisible();
  await expect(page.getByText('130', { exact: true })).toBeVisible();
});

test('only a job of the kind Wasm can be invoked', async ({ page }) => {
  await page.goto('/workloads/hello-container?tab=invoke');
  await expect(page.getByRole('heading', { name: 'State', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Invoke' })).toHaveCount(0);
});

test('what waits for its next attempt, or cannot be asked, says since and until when', async ({ page }) => {
  await page.goto('/workloads/web');
  await expect(page.getByRole('heading', { name: 'State', exact: true })).toBeVisible();
  await onMock(page, ({ world }) => {
    const { status } = world.member('web').workload;
    status.nextAttemptAt = new Date(Date.now() + 90_000).toISOString();
    status.observed = {
      state: 'unknown',
      since: new Date(Date.now() - 120_000).toISOString(),
      lastObservedAt: new Date(Date.now() - 180_000).toISOString(),
    };
    world.tell(
      'workload.changed',
      { type: 'workload', name: 'web' },
      { code: 'BACKEND_UNAVAILABLE', message: '' },
      'away',
    );
  });
  await expect(page.getByText(/in 1 min \d+ s/)).toBeVisible();
  await expect(page.getByText('last seen 3 min ago')).toBeVisible();
  await expectAccessible(page);
});

test('the audit is read page by page, by admins alone', async ({ page }) => {
  await page.goto('/audit');
  const rows = page.getByRole('row');
  await expect(rows).toHaveCount(101);
  await page.getByRole('button', { name: 'Show older ones' }).click();
  await expect(rows).toHaveCount(201);
  await page.getByRole('button', { name: 'Show older ones' }).click();
  await expect(rows).toHaveCount(231);
  await expect(page.getByRole('button', { name: 'Show older ones' })).toHaveCount(0);
  await expect(page.getByRole('row', { name: /dashboard DELETE/ }).first()).toContainText('403 refused');
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
});
