import { readFile } from 'node:fs/promises';
import { expect, expectAccessible, onMock, test } from './console';

test('a comparison is made, followed and read', async ({ page }) => {
  await page.goto('/compare');
  await page.getByRole('button', { name: 'New comparison' }).click();
  const dialog = page.getByRole('dialog', { name: 'New comparison' });
  await expect(dialog.getByRole('group', { name: 'Variant 3' })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel('Name').fill('mine');
  await dialog.getByLabel('Repetitions').fill('7');
  await dialog.getByRole('button', { name: 'Compare' }).click();
  await expect(page).toHaveURL(/\/compare\/mine$/);
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect(page.getByText('All repetitions are done')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('list', { name: 'Verdicts' }).getByRole('listitem')).toHaveCount(3);
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
});

test('a report has phases, distributions, intervals, footprint and the inside view', async ({ page }) => {
  await page.goto('/compare/greeter-kinds');
  await expect(page.getByRole('list', { name: 'Verdicts' })).toContainText(/starts \d+–\d+ × faster than/);
  await expect(page.getByRole('img', { name: /: Queued .*, Start/ }).first()).toBeVisible();
  await expect(page.getByRole('img', { name: /^Start-up of .*: median/ })).toHaveCount(3);
  await expect(page.getByRole('region', { name: 'Summaries' })).toContainText('Request to recorded result');
  await expect(page.getByRole('region', { name: 'Footprint' })).toContainText('linear-memory');
  await expect(page.getByRole('region', { name: 'Inside view' })).toContainText('none (WASI)');
  await expect(page.getByText('All variants printed the same bytes')).toBeVisible();
});

test('a report can be saved in each form', async ({ page }) => {
  await page.goto('/compare/greeter-kinds');
  for (const [form, begins] of [
    ['HTML', '<!doctype html>'],
    ['JSON', '{'],
    ['CSV', 'position,'],
  ] as const) {
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: form, exact: true }).click();
    const file = await saving;
    expect(file.suggestedFilename()).toBe(`greeter-kinds.${form.toLowerCase()}`);
    expect((await readFile(await file.path(), 'utf8')).startsWith(begins)).toBe(true);
  }
});

test('an earlier comparison is set beside it', async ({ page }) => {
  await page.goto('/compare/greeter-kinds');
  await page.getByLabel('Compare with').selectOption('greeter-before');
  await expect(page).toHaveURL(/with=greeter-before/);
  const table = page.getByRole('region', { name: 'Compared with an earlier one' }).getByRole('table');
  await expect(table.getByRole('row')).toHaveCount(13);
  await expect(page.getByText('no verdict is drawn from them')).toBeVisible();
});

test('a comparison is cancelled', async ({ page }) => {
  await page.goto('/compare');
  await expect(page.getByRole('button', { name: 'New comparison' })).toBeVisible();
  await onMock(page, ({ world }) => {
    world.speed = 0.1;
  });
  await page.getByRole('button', { name: 'New comparison' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('It was cancelled')).toBeVisible();
});

test('what the service refuses is told, and nothing is lost', async ({ page }) => {
  await page.goto('/compare');
  await page.getByRole('button', { name: 'New comparison' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('greeter-kinds');
  await dialog.getByRole('button', { name: 'Compare' }).click();
  await expect(dialog.getByRole('alert')).toContainText('NAME_TAKEN');
  await expect(dialog.getByLabel('Name')).toHaveValue('greeter-kinds');
  await dialog.getByRole('button', { name: 'Remove variant 1' }).click();
  await dialog.getByRole('button', { name: 'Remove variant 1' }).click();
  await expect(dialog.getByRole('button', { name: /^Compare/ })).toHaveAttribute('aria-disabled', 'true');
});

test('workloads that are chosen in the list are compared as they are', async ({ page }) => {
  await page.goto('/workloads');
  const compare = page.getByRole('button', { name: /^Compare/ });
  await page.getByLabel('Choose hello-container', { exact: true }).check();
  await expect(compare).toHaveAccessibleName(/a comparison needs two/);
  await page.getByLabel('Choose hello-wasm', { exact: true }).check();
  await compare.click();
  const dialog = page.getByRole('dialog', { name: 'New comparison' });
  await expect(dialog.getByLabel('Label')).toHaveCount(2);
  await expect(dialog.getByLabel('Description of variant 2')).toHaveValue(/"artifact": "greeter.wasm"/);
  await expect(dialog.getByLabel('Description of variant 2')).not.toHaveValue(/"status"/);
  await dialog.getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByRole('list', { name: 'Verdicts' })).toContainText('hello-wasm', { timeout: 30_000 });
});

test('the dialog has an address, and one that names nothing says so', async ({ page }) => {
  await page.goto('/compare?new=1&of=hello-wasm&of=nobody');
  const dialog = page.getByRole('dialog', { name: 'New comparison' });
  await expect(dialog.getByRole('alert')).toContainText('There is no workload "nobody"');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page).toHaveURL(/\/compare$/);
  await expect(dialog).toHaveCount(0);
});

test.describe('a viewer', () => {
  test.use({ scenario: { role: 'viewer' } });

  test('reads reports and is told why none can be made', async ({ page }) => {
    await page.goto('/compare');
    await expect(page.getByRole('button', { name: /^New comparison/ })).toHaveAccessibleName(
      /needs the role operator/,
    );
    await page
      .getByRole('row', { name: /greeter-kinds/ })
      .getByRole('link')
      .click();
    await expect(page.getByText('What can be said')).toBeVisible();
  });
});
