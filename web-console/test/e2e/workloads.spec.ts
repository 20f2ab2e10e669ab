import { expect, expectAccessible, expectNoSidewaysScroll, onMock, test } from './console';

test('the list shows kind, state, start-up and memory of each workload', async ({ page }) => {
  await page.goto('/workloads');
  const row = page.getByRole('row', { name: /^hello-vm/ });
  await expect(row).toContainText('VM');
  await expect(row).toContainText('Succeeded');
  await expect(row).toContainText(/\d+(\.\d+)? s/);
  await expect(row).toContainText(/\d MiB\+ 11\.2 MiB shared/);
  await expect(row.locator('.figure')).toHaveAttribute(
    'title',
    /^pss-sampled, measured: .* is its own, 11\.2 MiB its share/,
  );
  await expect(row.getByRole('img')).toHaveAccessibleName(
    /Queued .*, Prepare .*, Create .*, Start .*, Ready /,
  );
  await expect(page.getByRole('row', { name: /^hungry/ })).toContainText('OUT_OF_MEMORY · exit 137');
});

test('filters narrow the list, stay in the address and survive a reload', async ({ page }) => {
  await page.goto('/workloads');
  await page.getByRole('button', { name: 'Wasm', exact: true }).click();
  await page.getByLabel('State').selectOption('succeeded');
  await page.getByLabel('Name contains').fill('hello');
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page).toHaveURL(/\/workloads\?kind=wasm&state=succeeded&q=hello$/);
  await page.reload();
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.getByLabel('Name contains')).toHaveValue('hello');
  await page.getByLabel('Name contains').fill('nothing-like-this');
  await expect(page.getByText('No workload matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await expect(page.getByRole('row', { name: /^web/ })).toBeVisible();
  await expect(page.getByLabel('Name contains')).toHaveValue('');
});

test('the list follows what happens by itself', async ({ page }) => {
  await page.goto('/workloads');
  await expect(page.locator('.connection')).toHaveText('Live');
  await onMock(page, ({ world }) => {
    const member = world.member('web');
    world.end(member, member.runs[0]!, { exitCode: 3 });
  });
  await expect(page.getByRole('row', { name: /^web/ })).toContainText('Failed', { timeout: 4_000 });
});

test('what is not possible is told with the reason and does nothing', async ({ page }) => {
  await page.goto('/workloads');
  const start = page.getByRole('button', { name: /^Start web/ });
  await expect(start).toHaveAttribute('aria-disabled', 'true');
  await expect(start).toHaveAttribute('title', 'it runs already');
  await start.click({ force: true });
  await expect(page.getByRole('row', { name: /^web/ })).toContainText('Ready');
});

test('a workload is stopped after a question, and started without one', async ({ page }) => {
  await page.goto('/workloads/web');
  await page.getByRole('button', { name: 'Stop' }).click();
  const question = page.getByRole('dialog', { name: 'Stop web?' });
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await expect(page.locator('.workload-head .badge')).toHaveText('Stopped');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.locator('.workload-head .badge')).toHaveText('Ready');
  await expect(page.getByRole('heading', { name: 'Start-up of run 2' })).toBeVisible();
});

test('a workload is paused and goes on, and nothing is opened in it meanwhile', async ({ page }) => {
  await page.goto('/workloads/web');
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await button('Pause').click();
  await expect(page.locator('.workload-head .badge')).toHaveText('Paused');
  await expect(page.getByText('web is paused.', { exact: true }).first()).toBeVisible();
  await expect(button('Pause')).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Terminal' }).click();
  await expect(page.getByRole('button', { name: /^Open .*it is paused; resume it first/ })).toBeVisible();
  await button('Resume').click();
  await expect(page.locator('.workload-head .badge')).toHaveText('Ready');
  await expect(button('Open')).toBeVisible();
});

test('what was paused by somebody else is shown so, and what cannot be paused says why', async ({ page }) => {
  await page.goto('/workloads');
  const row = page.getByRole('row', { name: /^web/ });
  await expect(row).toContainText('Ready');
  await onMock(page, ({ world }) =>
    world.move(world.member('web'), 'paused', {
      code: 'PAUSED',
      message: 'Its backend says that it is paused.',
    }),
  );
  await expect(row).toContainText('Paused');
  await expect(page.getByRole('button', { name: 'Resume web', exact: true })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  const wasm = page.getByRole('button', { name: 'Pause pricing', exact: true });
  await expect(wasm).toHaveAttribute('aria-disabled', 'true');
  await expect(wasm).toHaveAttribute('title', /Wasm module/);
});

test('a deleted workload leaves the list, and its page says that it is gone', async ({ page }) => {
  await page.goto('/workloads/staging');
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('staging is gone')).toBeVisible();
  await page.getByRole('link', { name: 'To the workloads' }).click();
  await expect(page.getByRole('row', { name: /^web/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /^staging/ })).toHaveCount(0);
});

test('a refused command is told in the words of the service', async ({ page }) => {
  await page.goto('/workloads');
  await expect(page.getByRole('row', { name: /^hello-wasm/ })).toBeVisible();
  await onMock(page, mock => mock.fail('startWorkload'));
  await page.getByRole('button', { name: 'Start hello-wasm', exact: true }).click();
  await expect(page.getByText('Something went wrong here')).toBeVisible();
});

for (const kind of ['VM', 'Container', 'Wasm']) {
  test(`a workload is created from the example for ${kind} and is followed to its end`, async ({ page }) => {
    await page.goto('/workloads');
    await page.getByRole('button', { name: 'Create' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create a workload' });
    await dialog
      .getByRole('group', { name: 'Kind to begin with' })
      .getByRole('button', { name: kind })
      .click();
    await dialog.getByRole('button', { name: 'Primes' }).click();
    const editor = dialog.getByLabel('Description');
    await editor.fill((await editor.inputValue()).replace(/"name": "[^"]+"/, '"name": "mine"'));
    await expect(dialog.getByText('The service would create it')).toBeVisible();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(page).toHaveURL(/\/workloads\/mine$/);
    await expect(page.locator('.workload-head .badge')).toHaveText('Succeeded');
    await expect(page.getByRole('table').first()).toContainText('Prepare');
  });
}

test('a wrong description is refused while it is written, with the line', async ({ page }) => {
  await page.goto('/workloads');
  await page.getByRole('button', { name: 'Create' }).click();
  const dialog = page.getByRole('dialog');
  const editor = dialog.getByLabel('Description');
  await editor.fill('{ "name": ');
  await expect(dialog.getByText('Line 1: not JSON')).toBeVisible();
  await editor.fill(
    '{\n  "name": "Web",\n  "kind": "vm",\n  "source": { "image": "x" },\n  "resources": { "memory": "64m" }\n}',
  );
  await expect(dialog.locator('.verdict-line')).toHaveText('The service would refuse it');
  await expect(dialog.locator('.violations')).toContainText('resources.memory line 5');
  await expect(dialog.locator('.violations')).toContainText('did you mean 64MiB?');
  await dialog.getByText('What it may use').click();
  await expect(dialog.getByLabel('Memory')).toHaveAccessibleDescription(/did you mean 64MiB\?/);
  await expect(dialog.getByRole('button', { name: /^Create/ })).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(page);
});

test('a name that is taken is told when it is created, and nothing is lost', async ({ page }) => {
  await page.goto('/workloads');
  await page.getByRole('button', { name: 'Create' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name (needed)').fill('hello-container');
  await expect(dialog.getByText('The service would create it')).toBeVisible();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByRole('alert')).toContainText('There is already a workload "hello-container"');
  await expect(dialog.getByLabel('Description')).toHaveValue(/hello-container/);
});

test('a description is edited, and a change by somebody else is not overwritten', async ({ page }) => {
  await page.goto('/workloads/hello-wasm?tab=description');
  await page.getByRole('button', { name: 'Edit' }).click();
  const editor = page.getByRole('dialog').getByLabel('Description');
  await editor.fill((await editor.inputValue()).replace('Ada', 'Grace'));
  await onMock(page, ({ world }) => void world.member('hello-wasm').etag++);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Somebody else changed it.')).toBeVisible();
  await page.getByRole('button', { name: 'Read it again' }).click();
  await page.getByRole('button', { name: 'Take it, and lose my changes' }).click();
  await expect(editor).toHaveValue(/Ada/);
  await editor.fill((await editor.inputValue()).replace('Ada', 'Grace'));
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('pre')).toContainText('Grace');
  await expect(page.getByRole('heading', { name: 'Description, generation 2' })).toBeVisible();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('the dialog fits, and a workload can be created', async ({ page }) => {
    await page.goto('/workloads');
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByText('The service would create it')).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });
});

test('everything is reached by keyboard', async ({ page }) => {
  await page.goto('/workloads');
  await expect(page.getByRole('row', { name: /^web/ })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'To the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Create' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Create' })).toBeFocused();
});
