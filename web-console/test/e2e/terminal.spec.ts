import { expect, expectAccessible, onMock, test } from './console';

test('a terminal shows what is typed and what comes back, in its colours and at its size', async ({
  page,
}) => {
  await page.goto('/workloads/web?tab=terminal');
  await page.getByRole('textbox', { name: 'Command' }).fill('/bin/bash -l');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  const status = page.getByRole('status').filter({ hasText: 'Connected' });
  await expect(status).toBeVisible();
  const rows = page.locator('.xterm-rows');
  await expect(rows).toContainText('/bin/bash -l in web');
  await page.keyboard.type('echo hi there\n');
  await expect(rows).toContainText('hi there');
  await page.keyboard.type('colours\n');
  const orange = rows.locator('span', { hasText: 'orange' }).last();
  await expect(orange).toHaveCSS('color', 'rgb(255, 120, 0)');
  await expect(rows).toHaveCSS('white-space', 'pre');

  await page.keyboard.type('size\n');
  await expect(rows).toContainText(/\d+ by \d+/);
  const before = await rows.textContent();
  await page.setViewportSize({ width: 900, height: 640 });
  await page.keyboard.type('size\n');
  await expect(async () => expect(sizes(await rows.textContent())).toHaveLength(2)).toPass();
  const [wide, narrow] = sizes(await rows.textContent());
  expect(before).toContain(`${wide?.[0]} by`);
  expect(Number(narrow?.[0])).toBeLessThan(Number(wide?.[0]));
  await expectAccessible(page);
});

function sizes(text: string | null): [string, string][] {
  return [...(text ?? '').matchAll(/(\d+) by (\d+)/g)].map(found => [found[1] ?? '', found[2] ?? '']);
}

test('the end of a command is told with its exit code, and another can be opened', async ({ page }) => {
  await page.goto('/workloads/web?tab=terminal');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.locator('.xterm-rows')).toContainText('$');
  await page.keyboard.type('exit 3\n');
  await expect(page.getByText('It has ended with exit code 3.')).toBeVisible();
  await page.getByRole('button', { name: 'Open again' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Connected' })).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByText('You closed it, and the command was ended.')).toBeVisible();
  await expect(page.locator('.xterm')).toHaveCount(0);
});

test('a lost connection is told', async ({ page }) => {
  await page.goto('/workloads/web?tab=terminal');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.locator('.xterm-rows')).toContainText('$');
  await onMock(page, ({ world }) => [...world.terminals].forEach(each => each.breakOff()));
  await expect(page.getByText('The connection was lost, and with it the command.')).toBeVisible();
  await expect(page.locator('.xterm-rows')).toContainText('$');
});

test('the keyboard leaves a terminal again', async ({ page }) => {
  await page.goto('/workloads/web?tab=terminal');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.locator('.xterm-rows')).toContainText('$');
  await expect(page.getByRole('textbox', { name: 'Terminal input' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('textbox', { name: 'Terminal input' })).toBeFocused();
  await page.keyboard.press('Shift+F6');
  await expect(page.getByRole('button', { name: 'Open again' })).toBeFocused();
});

test('where no terminal can be opened, the reason is told; a module has none at all', async ({ page }) => {
  await page.goto('/workloads/hello-container?tab=terminal');
  await expect(page.getByText('No terminal can be opened: nothing of it runs.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Open \(not/ })).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(page);
  await page.goto('/workloads/hello-wasm?tab=terminal');
  await expect(page.getByRole('heading', { name: 'State', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Terminal' })).toHaveCount(0);
});

test.describe('for a viewer', () => {
  test.use({ scenario: { role: 'viewer', speed: 5 } });

  test('a terminal is not possible, and that is said', async ({ page }) => {
    await page.goto('/workloads/web?tab=terminal');
    await expect(page.getByRole('button', { name: /^Open \(not/ })).toHaveAttribute('aria-disabled', 'true');
    await expect(page.getByText(/No terminal can be opened: .*operator/)).toBeVisible();
  });
});
