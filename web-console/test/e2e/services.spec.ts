import { expect, expectAccessible, test } from './console';

test('a service is made, changed and deleted', async ({ page }) => {
  await page.goto('/services');
  await page.getByRole('button', { name: 'Make a service' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make a service' });
  await dialog.getByLabel('Name').fill('mine');
  await dialog.getByLabel('Workload').fill('nowhere');
  await dialog.getByRole('button', { name: 'Make', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('there is no workload of this name');
  await expectAccessible(page);
  await dialog.getByLabel('Workload').fill('web');
  await dialog.getByRole('button', { name: 'Make', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'mine', exact: true })).toBeVisible();
  await expect(page.getByText('100 %')).toBeVisible();

  await page.getByRole('button', { name: 'Edit' }).click();
  const edit = page.getByRole('dialog', { name: 'Edit mine' });
  await edit.getByRole('button', { name: 'Remove backend 1' }).click();
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Nobody answers yet')).toBeVisible();

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog', { name: 'Delete mine?' }).getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('heading', { name: 'Services', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'mine' })).toHaveCount(0);
});

test('a workload that nothing leads to becomes a service from its own page', async ({ page }) => {
  await page.goto('/workloads/ledger');
  await page.getByRole('link', { name: 'Make a service of it' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make a service' });
  await expect(dialog.getByLabel('Name')).toHaveValue('ledger');
  await expect(dialog.getByLabel('Workload')).toHaveValue('ledger');
  await dialog.getByRole('button', { name: 'Make', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ledger' })).toBeVisible();
  await expect(page.getByText('http://ledger.localhost:7780/')).toBeVisible();
  await page.getByRole('row', { name: 'ledger' }).getByRole('link').click();
  await expect(page.getByText('Behind the service')).toContainText('ledger');
});

test.describe('a viewer', () => {
  test.use({ scenario: { role: 'viewer' } });

  test('sees services and changes none', async ({ page }) => {
    await page.goto('/services/shop');
    await expect(
      page.getByRole('cell', { name: '75 %' }).or(page.getByRole('cell', { name: '100 %' })),
    ).toBeVisible();
    await expect(page.getByRole('button', { name: 'Edit' })).toHaveAttribute('aria-disabled', 'true');
  });
});
