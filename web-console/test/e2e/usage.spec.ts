import { expect, expectAccessible, expectNoSidewaysScroll, onMock, test } from './console';

test('charts show processor, memory, disk and network with basis and quality', async ({ page }) => {
  await page.goto('/workloads/web?tab=usage');
  for (const title of ['CPU', 'Memory, its own', 'Disk, written', 'Network']) {
    await expect(page.getByRole('img', { name: new RegExp(`^${title}, now`) })).toBeVisible();
  }
  await expect(page.locator('.chart-panel', { hasText: 'Disk' })).toContainText('overlay, estimated');
  await expect(page.locator('.chart-panel', { hasText: 'Memory' })).toContainText('cgroup, measured');
  await expectAccessible(page);
});

test('values are read off a chart by keyboard', async ({ page }) => {
  await page.goto('/workloads/web?tab=usage');
  const memory = page.getByRole('img', { name: /^Memory, its own, now/ });
  await memory.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('.chart-panel', { hasText: 'Memory' }).locator('.reading')).toHaveText(
    /^\d\d:\d\d:\d\d: \d+(\.\d+)? MiB$/,
  );
});

test('what cannot be measured is told with the reason, not drawn as zero', async ({ page }) => {
  await page.goto('/workloads/pricing?tab=usage');
  await expect(page.locator('.chart-panel', { hasText: 'Network' })).toContainText(
    'A Wasm job has no network.',
  );
  await expect(page.getByRole('img', { name: /^Network/ })).toHaveCount(0);
});

test('another span is in the address, and one without samples says so', async ({ page }) => {
  await page.goto('/workloads/web?tab=usage');
  await page.getByRole('button', { name: '1 hour' }).click();
  await expect(page).toHaveURL(/since=1h/);
  await expect(page.getByText('720 samples').or(page.getByText('721 samples'))).toBeVisible();
  await page.goto('/workloads/hello-vm?tab=usage&since=10m');
  await expect(page.getByRole('heading', { name: 'hello-vm' })).toBeVisible();
  await onMock(page, ({ world }) => void (world.member('hello-vm').runs.length = 0));
  await expect(page.getByText('Nothing was sampled in the last 10 minutes')).toBeVisible();
});

test('an error of the usage is told and can be tried again', async ({ page }) => {
  await page.goto('/workloads/web');
  await expect(page.getByRole('heading', { name: 'web' })).toBeVisible();
  await onMock(page, mock => mock.fail('getUsage'));
  await page.getByRole('link', { name: 'Usage' }).click();
  await expect(page.getByRole('alert')).toContainText('INTERNAL_ERROR');
  await onMock(page, mock => mock.fail(undefined));
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('img', { name: /^CPU, now/ })).toBeVisible();
});

test('the last change is told with who made it', async ({ page }) => {
  await page.goto('/workloads/import-orders');
  await expect(page.locator('.panel', { hasText: 'Wanted' })).toContainText(/running → failed by system/);
});

test('the output is searched, and the match is gone to', async ({ page }) => {
  await page.goto('/workloads/web?tab=logs');
  await expect(page.getByText('400 lines')).toBeVisible();
  const search = page.getByRole('searchbox', { name: 'Search the output' });
  await search.fill('/HEALTH');
  const said = page.getByRole('search', { name: 'Search the output' }).getByRole('status');
  await expect(said).toHaveText('80');
  await search.press('Enter');
  await expect(said).toHaveText('80 of 80');
  await page.getByRole('button', { name: 'Earlier match' }).click();
  await expect(said).toHaveText('79 of 80');
  await page.getByRole('button', { name: 'Later match' }).click();
  await page.getByRole('button', { name: 'Later match' }).click();
  await expect(said).toHaveText('1 of 80');
  await expect(page.locator('.log-line.current mark')).toHaveText('/health');
  await expect(page.locator('.log-line.current')).toBeInViewport();
  await search.fill('nothing like this');
  await expect(page.getByRole('button', { name: /^Earlier match/ })).toHaveAttribute('aria-disabled', 'true');
});

test('a change is seen before it is saved, and after it as the difference of generations', async ({
  page,
}) => {
  await page.goto('/workloads/hello-wasm?tab=description');
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  const editor = dialog.getByLabel('Description');
  await editor.fill((await editor.inputValue()).replace('Ada', 'Grace'));
  const diff = dialog.getByRole('list', { name: 'What saving would change' });
  await expect(diff).toContainText('"Ada"');
  await expect(diff.locator('.added')).toContainText('"Grace"');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const changed = page.getByRole('list', { name: 'What is different from generation 1' });
  await expect(changed.locator('.removed')).toContainText('"Ada"');
  await expect(page.getByText(/^Generation 2 was made by admin/)).toBeVisible();
});

test('any two kept generations are compared, with who made them and when', async ({ page }) => {
  await page.goto('/workloads/hello-wasm?tab=description');
  await expect(
    page.getByText(/^It was never changed\. Generation 1 was made by admin \d+ \w+ ago\.$/),
  ).toBeVisible();
  await onMock(page, ({ world }) => {
    const member = world.member('hello-wasm');
    for (const name of ['Grace', 'Barbara']) {
      world.replace(member, { ...member.workload, args: [name] }, name === 'Barbara' ? 'dashboard' : 'admin');
    }
  });
  const changed = page.getByRole('list', { name: 'What is different from generation 2' });
  await expect(changed.locator('.removed')).toContainText('"Grace"');
  await expect(changed.locator('.added')).toContainText('"Barbara"');
  await expect(page.getByText(/^Generation 3 was made by dashboard/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('combobox', { name: 'From' }).selectOption('1');
  await expect(page).toHaveURL(/from=1/);
  const all = page.getByRole('list', { name: 'What is different from generation 1' });
  await expect(all.locator('.removed')).toContainText('"Ada"');
  await expect(all.locator('.added')).toContainText('"Barbara"');
  await page.getByRole('combobox', { name: 'To' }).selectOption('2');
  await expect(all.locator('.added')).toContainText('"Grace"');
  await page.reload();
  await expect(page.getByText(/^It was never changed/)).toBeVisible();
});

test('a conflict shows what somebody else changed, and mine can be kept', async ({ page }) => {
  await page.goto('/workloads/hello-wasm?tab=description');
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  const editor = dialog.getByLabel('Description');
  await editor.fill((await editor.inputValue()).replace('Ada', 'Grace'));
  await onMock(page, ({ world }) => {
    const member = world.member('hello-wasm');
    member.workload = { ...member.workload, labels: { app: 'other' } };
    member.etag++;
  });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Read it again' }).click();
  await expect(
    dialog.getByRole('list', { name: 'Changed by somebody else' }).locator('.added'),
  ).toContainText('"app": "other"');
  await dialog.getByRole('button', { name: 'Keep mine, to be saved over it' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the kinds are side by side on the overview', async ({ page }) => {
  await page.goto('/');
  const table = page.getByRole('table', { name: 'Start-up and memory by kind' });
  await expect(table.getByRole('row')).toHaveCount(4);
  await expect(table.getByRole('row', { name: /^Wasm/ })).toContainText(/of \d+ starts/);
  await expect(table.getByRole('row', { name: /^VM/ })).toContainText('pss');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });

  test('the charts fit', async ({ page }) => {
    await page.goto('/workloads/ledger?tab=usage');
    await expect(page.getByRole('img', { name: /^CPU, now/ })).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });
});
