import { expect, expectAccessible, expectNoSidewaysScroll, onMock, test } from './console';

test('a label narrows the list, by click and by keyboard, and stays in the address', async ({ page }) => {
  await page.goto('/workloads');
  await page.getByRole('row', { name: /^web/ }).getByText('app=web').click();
  await expect(page).toHaveURL(/label=app%3Dweb/);
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByLabel('Label, as key or key=value').fill('tier');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/label=tier/);
  await page.reload();
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('button', { name: 'No longer only with the label app=web' }).click();
  await page.getByRole('button', { name: 'No longer only with the label tier' }).click();
  await expect(page.getByRole('row', { name: /^ledger/ })).toBeVisible();
});

test('a column sorts both ways, and the order survives a reload', async ({ page }) => {
  await page.goto('/workloads');
  const names = () => page.locator('tbody .row-link').allTextContents();
  await page.getByRole('button', { name: 'Name' }).click();
  await expect(page).toHaveURL(/sort=name/);
  const up = await names();
  expect(up).toEqual([...up].sort());
  await expect(page.getByRole('columnheader', { name: /^Name/ })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('button', { name: 'Name' }).click();
  await expect(page).toHaveURL(/sort=-name/);
  expect(await names()).toEqual(up.toReversed());
  await page.reload();
  await expect(page.getByRole('row', { name: /^web/ })).toBeVisible();
  expect((await names())[0]).toBe('web');
});

test('a running workload shows the course of its processor use, an ended one what it used', async ({
  page,
}) => {
  await page.goto('/workloads');
  const web = page.getByRole('row', { name: /^web/ });
  await expect(web.getByRole('img', { name: /^CPU of web in the last 10 minutes/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /^hello-vm/ })).toContainText('in all');
  await expect(page.getByRole('row', { name: /^hello-wasm/ }).locator('[data-label=Restarts]')).toHaveText(
    '3',
  );
});

test('several are stopped at once, with the result of each', async ({ page }) => {
  await page.goto('/workloads');
  for (const name of ['web', 'ledger', 'staging'])
    await page.getByLabel(`Choose ${name}`, { exact: true }).check();
  const bar = page.getByRole('region', { name: 'With the chosen workloads' });
  await expect(bar).toContainText('3 workloads chosen');
  await bar.getByRole('button', { name: 'Stop' }).click();
  const dialog = page.getByRole('dialog', { name: 'Stop 2 workloads?' });
  await expect(dialog.getByRole('listitem').filter({ hasText: 'staging' })).toContainText(
    'left out: it does not run',
  );
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Stop 2' }).click();
  const done = page.getByRole('dialog', { name: 'Stop 2 workloads' });
  await expect(done).toContainText('2 accepted, 1 left out');
  await done.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(page.getByRole('row', { name: /^web/ })).toContainText('Stopped');
  await expect(page.getByRole('row', { name: /^ledger/ })).toContainText('Stopped');
});

test('a refusal of one is told beside the others', async ({ page }) => {
  await page.goto('/workloads');
  await page.getByLabel('Choose hello-vm', { exact: true }).check();
  await page.getByLabel('Choose hello-wasm', { exact: true }).check();
  await onMock(page, mock => mock.fail('startWorkload'));
  await page
    .getByRole('region', { name: 'With the chosen workloads' })
    .getByRole('button', { name: 'Start' })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start 2' }).click();
  await expect(page.getByRole('dialog')).toContainText('2 refused');
  await expect(page.getByRole('dialog').getByRole('listitem').first()).toContainText(
    'Something went wrong here',
  );
});

test('rows are walked, chosen and opened by keyboard', async ({ page }) => {
  await page.goto('/workloads');
  await expect(page.getByRole('row', { name: /^web/ })).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByLabel('Name contains')).toBeFocused();
  await page.getByLabel('Name contains').fill('hello');
  await expect(page.getByRole('row')).toHaveCount(4);
  await page.locator('tbody .row-link').first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+Space');
  await expect(page.getByText('3 workloads chosen')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('workloads chosen')).toHaveCount(0);
  const name = await page.locator('tbody .row-link').nth(2).textContent();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/workloads/${name}$`));
});

test.describe('thousands', () => {
  test.use({ scenario: { fleet: 'large', speed: 5 } });

  test('are all there, few are drawn, and scrolling goes to the last', async ({ page }) => {
    await page.goto('/workloads');
    await expect(page.getByText('3,000 shown')).toBeVisible();
    await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '3001');
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect(
      page.getByRole('row', { name: 'wasm-3000' }).or(page.getByRole('row', { name: 'vm-3000' })),
    ).toBeVisible();
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    await expectAccessible(page);
  });

  test('follow what happens to one of them', async ({ page }) => {
    await page.goto('/workloads?q=0001');
    await expect(page.getByText('1 shown')).toBeVisible();
    await page.goto('/workloads');
    await expect(page.getByText('3,000 shown')).toBeVisible();
    await expect(page.locator('.connection')).toHaveText('Live');
    const name = (await page.locator('tbody .row-link').nth(3).textContent()) ?? '';
    await page.evaluate(which => {
      const { world } = window.triptychMock;
      world.remove(world.member(which));
    }, name);
    await expect(page.getByText('2,999 shown')).toBeVisible();
    await expect(page.getByRole('row', { name, exact: true })).toHaveCount(0);
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, scenario: { fleet: 'large' } });

  test('thousands fit, too', async ({ page }) => {
    await page.goto('/workloads');
    await expect(page.getByText('3,000 shown')).toBeVisible();
    expect(await page.getByRole('row').count()).toBeLessThan(60);
    await page
      .getByLabel(/^Choose /)
      .nth(1)
      .check();
    await expect(page.getByRole('region', { name: 'With the chosen workloads' })).toBeVisible();
    await expectNoSidewaysScroll(page);
  });
});
