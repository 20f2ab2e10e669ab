import { expect, expectAccessible, test } from './console';

test('files of a container are looked at, taken out and put in', async ({ page }) => {
  await page.goto('/workloads/web?tab=files');
  await expect(page.getByRole('button', { name: 'etc/' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'etc/' }).click();
  await expect(page.getByRole('rowheader', { name: 'hostname' })).toBeVisible();

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download hostname' }).click();
  expect((await saved).suggestedFilename()).toBe('hostname');

  await page.getByLabel('Put a file here').setInputFiles({
    name: 'note.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('hello'),
  });
  await expect(page.getByRole('rowheader', { name: 'note.txt' })).toBeVisible();

  await page.getByRole('checkbox', { name: /unpack it/ }).check();
  await page.getByLabel('Put a file here').setInputFiles({
    name: 'junk.tar',
    mimeType: 'application/x-tar',
    buffer: Buffer.from('junk'),
  });
  await expect(page.getByText(/nothing was written/)).toBeVisible();

  await page
    .getByRole('navigation', { name: 'Folder' })
    .getByRole('button', { name: '/', exact: true })
    .click();
  const folder = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download etc' }).click();
  expect((await folder).suggestedFilename()).toBe('etc.tar');
});

test('names that a guest gave change nothing but what is shown', async ({ page }) => {
  await page.goto('/workloads/web?tab=files');
  await page.getByRole('button', { name: 'bin/' }).click();
  await expect(page.getByText('<b>server')).toBeVisible();
});

test('only containers have the tab', async ({ page }) => {
  await page.goto('/workloads/ledger');
  await expect(page.getByRole('link', { name: 'Description' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Files' })).toHaveCount(0);
});
