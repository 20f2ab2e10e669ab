import { expect, onMock, test } from './console';

test('a warning is shown with its remedy until it is acknowledged, and then says by whom', async ({
  page,
}) => {
  await page.goto('/');
  await expect(page.getByRole('region', { name: 'Containers' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Warnings' })).toHaveCount(0);
  await onMock(page, ({ world }) => {
    world.warnings = [
      {
        id: 'disk-low.home',
        code: 'DISK_LOW',
        subject: 'home',
        severity: 'warning',
        message: 'The disk is nearly full.',
        remedy: 'Make room on the host.',
        since: new Date(Date.now() - 60_000).toISOString(),
      },
    ];
    world.tell(
      'warning.raised',
      { type: 'host', name: 'home' },
      { code: 'WARNING_RAISED', message: '' },
      'low',
    );
  });
  await expect(page.getByText('Make room on the host.')).toBeVisible();
  await page.getByRole('button', { name: 'Acknowledge disk-low.home' }).click();
  await expect(page.getByText('acknowledged by admin')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Acknowledge disk-low.home' })).toHaveCount(0);
});

test('an object without a workload can be adopted, stopped or ignored', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('region', { name: 'Containers' })).toBeVisible();
  await onMock(page, ({ world }) => {
    const now = new Date().toISOString();
    const orphan = (id: string, name: string, onRecord: 'none' | 'deleted') => ({
      id,
      name,
      onRecord,
      kind: 'container' as const,
      workload: '0193f0c2-6f1e-7c3a-9d55-3f2a1b7c8d90',
      generation: 1,
      state: 'running' as const,
      observedAt: now,
      since: now,
      ignored: false,
      facts: {},
    });
    world.orphans = [orphan('container.a.1', 'stray', 'none'), orphan('container.b.1', 'former', 'deleted')];
    world.tell('orphan.found', { type: 'host', name: 'stray' }, { code: 'FOUND', message: '' }, 'found');
  });
  const stray = page.getByRole('row', { name: /^stray/ });
  await expect(stray.getByRole('button', { name: /^Adopt/ })).toHaveAttribute('aria-disabled', 'true');
  await stray.getByRole('button', { name: /^Ignore/ }).click();
  await expect(stray).toContainText('ignored');
  await stray.getByRole('button', { name: /^Stop/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop and remove' }).click();
  await expect(stray).toHaveCount(0);
  await page
    .getByRole('row', { name: /^former/ })
    .getByRole('button', { name: /^Adopt/ })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Adopt' }).click();
  await expect(page.getByRole('heading', { name: 'Objects without a workload' })).toHaveCount(0);
});
