import { expect, expectAccessible, test } from './console';

test.beforeEach(async ({ page }) => {
  await page.goto('/volumes');
});

test('a volume tells its size, what is free and that nobody has it', async ({ page }) => {
  const orders = page.getByRole('row', { name: /orders/ });
  await expect(orders).toContainText('1.00 GiB');
  await expect(orders).toContainText('nobody');
  await expect(page.getByRole('row', { name: /code/ })).toContainText('no bound');
});

test('a volume is made, filled from an archive, exported and deleted', async ({ page }) => {
  await page.getByRole('button', { name: 'Make a volume' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make a volume' });
  await dialog.getByLabel('Name').fill('notes');
  await dialog.getByLabel('Size').fill('1MiB');
  await dialog.getByRole('button', { name: 'Make', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('must be 16MiB to 1TiB');
  await expectAccessible(page);
  await dialog.getByLabel('Size').fill('64MiB');
  await dialog.getByRole('button', { name: 'Make', exact: true }).click();
  const notes = page.getByRole('row', { name: /notes/ });
  await expect(notes).toContainText('64 MiB');

  const archive = { name: 'notes.tar', mimeType: 'application/x-tar', buffer: Buffer.alloc(2048, 'a') };
  await page.getByLabel('Archive for notes').setInputFiles(archive);
  await expect(page.getByText('The archive was imported into notes.')).toBeVisible();
  await page.getByLabel('Archive for notes').setInputFiles(archive);
  await expect(page.getByText(/is not empty/)).toBeVisible();

  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export notes' }).click();
  expect((await saving).suggestedFilename()).toBe('notes.tar');

  await page.getByRole('button', { name: 'Delete notes' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(notes).toBeHidden();
});
