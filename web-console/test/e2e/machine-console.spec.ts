import { expect, expectAccessible, onMock, test } from './console';

const OPEN = { name: 'Open', exact: true };

test('a machine’s console shows what it writes and takes what is typed', async ({ page }) => {
  await page.goto('/workloads/ledger?tab=console');
  await page.getByRole('button', OPEN).click();
  await expect(page.getByRole('status').filter({ hasText: 'Connected · You may write' })).toBeVisible();
  const rows = page.locator('.xterm-rows');
  await expect(rows).toContainText('ledger login:');
  await page.keyboard.type('echo hello\n');
  await expect(rows).toContainText('hello');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Not connected' })).toBeVisible();
});

test('who watches is told who writes, and can take over', async ({ page }) => {
  await page.goto('/workloads/ledger?tab=console');
  await onMock(page, ({ world }) => {
    world.consoleWriter = 'grace';
  });
  await page.getByRole('button', OPEN).click();
  await expect(page.getByRole('status').filter({ hasText: 'grace writes, you watch' })).toBeVisible();
  await page.keyboard.type('lost\n');
  await expect(page.locator('.xterm-rows')).not.toContainText('lost');
  await page.getByRole('button', { name: 'Take over writing' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'You may write' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.type('echo mine\n');
  await expect(page.locator('.xterm-rows')).toContainText('mine');
});

test('a lost console is connected again', async ({ page }) => {
  await page.goto('/workloads/ledger?tab=console');
  await page.getByRole('button', OPEN).click();
  await expect(page.getByRole('status').filter({ hasText: 'Connected' })).toBeVisible();
  await onMock(page, ({ world }) => [...world.terminals].forEach(each => each.breakOff()));
  await expect(page.getByRole('status').filter({ hasText: 'Connecting again…' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Connected' })).toBeVisible();
});

test('what does not run has no console, and a container none at all', async ({ page }) => {
  await page.goto('/workloads/hello-vm?tab=console');
  await expect(page.getByText('The console cannot be opened: nothing of it runs.')).toBeVisible();
  await page.goto('/workloads/web?tab=console');
  await expect(page.getByRole('heading', { name: 'State', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Console' })).toHaveCount(0);
});
