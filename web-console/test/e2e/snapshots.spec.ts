import type { Page } from '@playwright/test';
import { expect, expectAccessible, onMock, test } from './console';

/** Opens the tab of a machine that boots from a disk, as this one does from now on. */
async function open(page: Page, name: 'ledger' | 'staging'): Promise<void> {
  await page.goto('/workloads');
  const link = page.getByRole('link', { name, exact: true }).first();
  await expect(link).toBeVisible();
  await onMock(page, ({ world }) => {
    for (const each of ['ledger', 'staging']) world.member(each).workload.source = { disk: 'debian' };
  });
  await link.click();
  await page.getByRole('link', { name: 'Snapshots' }).click();
  await expect(page.getByRole('heading', { name: 'Snapshots', exact: true })).toBeVisible();
}

async function take(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name of the new snapshot' }).fill(name);
  await page.getByRole('button', { name: 'Take a snapshot' }).click();
}

test('a snapshot is taken, restored after a question, and deleted', async ({ page }) => {
  await open(page, 'staging');
  await expect(page.getByText('No snapshots yet')).toBeVisible();
  await take(page, 'before-upgrade');
  const row = page.getByRole('row', { name: /before-upgrade/ });
  await expect(row).toContainText('complete: the machine was off');
  await expect(page.getByText(/take 3.* on the host/)).toBeVisible();
  await expectAccessible(page);

  await row.getByRole('button', { name: 'Restore before-upgrade' }).click();
  const question = page.getByRole('dialog', { name: 'Restore before-upgrade?' });
  await expect(question).toContainText('What the disk holds now is lost');
  await question.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('before-upgrade was restored.')).toBeVisible();

  await row.getByRole('button', { name: 'Delete before-upgrade' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('No snapshots yet')).toBeVisible();
});

test('a machine that runs is kept, not brought back; a name is taken once', async ({ page }) => {
  await open(page, 'ledger');
  await take(page, 'live');
  const row = page.getByRole('row', { name: /live/ });
  await expect(row).toContainText('its system had written out all');
  await expect(row.getByRole('button', { name: /^Restore live/ })).toHaveAttribute('aria-disabled', 'true');
  await take(page, 'live');
  await expect(page.getByText('"ledger" has a snapshot "live".')).toBeVisible();
});

test('what has no disk of its own has no such tab', async ({ page }) => {
  await page.goto('/workloads/hello-vm');
  await expect(page.getByRole('link', { name: 'Console' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Snapshots' })).toHaveCount(0);
});
