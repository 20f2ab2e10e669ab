import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './console';

async function openCreate(page: Page): Promise<Locator> {
  await page.goto('/workloads');
  await expect(page.getByRole('row', { name: /^web/ })).toBeVisible();
  await page.getByRole('button', { name: 'Create' }).click();
  return page.getByRole('dialog', { name: 'Create a workload' });
}

test('from a sample in two clicks, under a name that is free', async ({ page }) => {
  const dialog = await openCreate(page);
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page).toHaveURL(/\/workloads\/hello-container-2$/);
});

test('the form and the JSON are one description, both ways', async ({ page }) => {
  const dialog = await openCreate(page);
  const editor = dialog.getByLabel('Description');
  await dialog.getByLabel('Name (needed)').fill('mine');
  await dialog.getByLabel('Arguments, one to a line').fill('Grace\nHopper');
  await dialog.getByText('What it may use').click();
  await dialog.getByLabel('Processors').fill('0.5');
  await dialog.getByLabel('Memory').fill('');
  await expect(editor).toHaveValue(/"name": "mine"/);
  const written = JSON.parse(await editor.inputValue());
  expect(written).toMatchObject({ name: 'mine', args: ['Grace', 'Hopper'], resources: { cpus: 0.5 } });
  expect(written.resources).not.toHaveProperty('memory');

  await editor.fill(JSON.stringify({ ...written, lifecycle: 'service', args: ['Ada'] }));
  await expect(dialog.getByLabel('Lifecycle')).toHaveValue('service');
  await expect(dialog.getByLabel('Arguments, one to a line')).toHaveValue('Ada');
  await editor.fill('{ "name": ');
  await expect(dialog.getByText('The fields come back')).toBeVisible();
  await editor.fill(JSON.stringify(written));
  await expect(dialog.getByLabel('Name (needed)')).toHaveValue('mine');
});

test('what is not given shows what applies, as the service tells it', async ({ page }) => {
  const dialog = await openCreate(page);
  await dialog.getByLabel('Description').fill('{"name":"a","kind":"container","source":{"image":"x"}}');
  await expect(dialog.getByText('The service would create it')).toBeVisible();
  await dialog.getByText('What it may use').click();
  await expect(dialog.getByLabel('Memory')).toHaveAttribute('placeholder', '64MiB');
  await expect(dialog.getByLabel('Lifecycle')).toContainText('Not given: job');
});

test('ports, labels and environment are added and removed', async ({ page }) => {
  const dialog = await openCreate(page);
  const editor = dialog.getByLabel('Description');
  await dialog.getByRole('button', { name: 'Add to Environment' }).click();
  await dialog.getByLabel('Name 2 in Environment').fill('API_KEY');
  await dialog.getByLabel('What API_KEY holds').selectOption('secret');
  await dialog.getByLabel('Secret for API_KEY').selectOption('smtp');
  await dialog.getByText('Where it is reached').click();
  await dialog.getByRole('button', { name: 'Add a port' }).click();
  await dialog.getByLabel('Port (needed)').first().fill('8080');
  await expect(editor).toHaveValue(/8080/);
  await dialog.getByRole('button', { name: 'Remove GREETING from Environment' }).click();
  expect(JSON.parse(await editor.inputValue())).toMatchObject({
    env: { API_KEY: { secret: 'smtp' } },
    ports: [{ port: 8080 }],
  });
  await dialog.getByRole('button', { name: 'Remove port 1' }).click();
  expect(JSON.parse(await editor.inputValue())).not.toHaveProperty('ports');
});

test('what a module asks for is told before it starts', async ({ page }) => {
  const dialog = await openCreate(page);
  await dialog
    .getByRole('group', { name: 'Kind to begin with' })
    .getByRole('button', { name: 'Wasm' })
    .click();
  const needs = dialog.getByRole('region', { name: 'What the module asks for' });
  await expect(needs).toContainText('Everything that it imports is granted.');
  await expect(needs).toContainText('only what env gives it: 1 variable');
  await dialog.getByLabel('Module (needed)').fill('missiles.wasm');
  await expect(needs).toContainText('It cannot run here: 1 import of it is not granted.');
  await needs.getByText('10 imports').click();
  await expect(needs).toContainText('env.launch_missiles not granted');
});

test('a module is dropped into the form, stored with its progress, and chosen', async ({ page }) => {
  const dialog = await openCreate(page);
  await dialog
    .getByRole('group', { name: 'Kind to begin with' })
    .getByRole('button', { name: 'Wasm' })
    .click();
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['\0asm\x01\0\0\0'], 'Dropped Here.wasm'));
    return transfer;
  });
  await dialog.getByRole('region', { name: 'Upload' }).dispatchEvent('drop', { dataTransfer: data });
  await expect(dialog.getByRole('list', { name: 'Uploads' })).toContainText('stored, and chosen');
  await expect(dialog.getByLabel('Module (needed)')).toHaveValue('dropped-here.wasm');
  await expect(dialog.getByText('The service would create it')).toBeVisible();
});

for (const [name, viewport, colorScheme] of [
  ['wide', { width: 1280, height: 800 }, 'light'],
  ['narrow', { width: 390, height: 844 }, 'dark'],
] as const) {
  test.describe(name, () => {
    test.use({ viewport, colorScheme });

    test('the whole form is accessible and fits', async ({ page }) => {
      const dialog = await openCreate(page);
      await expect(dialog.getByText('The service would create it')).toBeVisible();
      const closed = dialog.locator('.section:not([open]) > summary');
      while ((await closed.count()) > 0) await closed.first().click();
      await dialog.getByRole('button', { name: 'Add a port' }).click();
      await dialog.getByRole('button', { name: 'Add a mount' }).click();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    });
  });
}

test('a machine from a disk is told its login, its keys and its files', async ({ page }) => {
  const dialog = await openCreate(page);
  await dialog.getByRole('group', { name: 'Kind to begin with' }).getByRole('button', { name: 'VM' }).click();
  await dialog.getByRole('button', { name: 'Disk image' }).click();
  await dialog.getByLabel('Disk (needed)').fill('debian.qcow2');
  await dialog.getByText('What it may use').click();
  await dialog.getByRole('textbox', { name: 'Disk', exact: true }).fill('10GiB');
  await dialog.locator('summary', { hasText: 'Only for virtual machines' }).click();
  await dialog.getByLabel('Firmware').selectOption('uefi');
  const told = dialog.getByRole('group', { name: 'Cloud-init' });
  await told.getByLabel('User', { exact: true }).fill('ada');
  await told.getByLabel('SSH keys, one to a line').fill('ssh-ed25519 AAAA ada');
  await told.getByRole('button', { name: 'Add a file' }).click();
  await told.getByLabel('Path (needed)').fill('/etc/motd');
  await told.getByLabel('Content (needed)').fill('it\'s <b>\n"two" lines');
  const editor = dialog.getByLabel('Description');
  await expect(editor).toHaveValue(/two/);
  expect(JSON.parse(await editor.inputValue())).toMatchObject({
    source: { disk: 'debian.qcow2' },
    resources: { disk: '10GiB' },
    vm: {
      firmware: 'uefi',
      cloudInit: {
        user: 'ada',
        sshKeys: ['ssh-ed25519 AAAA ada'],
        files: [{ path: '/etc/motd', content: 'it\'s <b>\n"two" lines' }],
      },
    },
  });
  await expectAccessible(page);
});

test('a machine made of an image is given the micro profile and a disk for what it writes', async ({
  page,
}) => {
  const dialog = await openCreate(page);
  await dialog.getByRole('group', { name: 'Kind to begin with' }).getByRole('button', { name: 'VM' }).click();
  await dialog.getByText('What it may use').click();
  await dialog.getByRole('textbox', { name: 'Disk', exact: true }).fill('1GiB');
  await dialog.locator('summary', { hasText: 'Only for virtual machines' }).click();
  await dialog.getByLabel('Profile').selectOption('micro');
  const editor = dialog.getByLabel('Description');
  await expect(editor).toHaveValue(/micro/);
  expect(JSON.parse(await editor.inputValue())).toMatchObject({
    kind: 'vm',
    resources: { disk: '1GiB' },
    vm: { profile: 'micro' },
  });
  await expectAccessible(page);
});

test('the shared network and what may be reached are given, with what they mean for the kind', async ({
  page,
}) => {
  const dialog = await openCreate(page);
  const editor = dialog.getByLabel('Description');
  const written = async () => JSON.parse(await editor.inputValue());
  await dialog.locator('summary', { hasText: 'On the shared network' }).click();
  const network = dialog.getByRole('group', { name: 'Network' });
  await expect(network).toContainText('instead of Docker’s own network');
  await expect(network).toContainText('none: nothing but DHCP and names; local: the shared network');
  await dialog.getByLabel('Name (needed)').fill('shop');
  await network.getByLabel(/^Shared/).check();
  await expect(network.getByRole('status')).toHaveText('While it runs, others find it as shop.');
  await network.getByLabel('May reach').selectOption('local');
  await expect(editor).toHaveValue(/local/);
  expect(await written()).toMatchObject({ network: { shared: true, egress: 'local' } });
  await expect(dialog.getByText('The service would create it')).toBeVisible();
  await expectAccessible(page);

  await editor.fill(JSON.stringify({ ...(await written()), network: { egress: 'none' } }));
  await expect(network.getByLabel('May reach')).toHaveValue('none');
  await expect(network.getByLabel(/^Shared/)).not.toBeChecked();
  await network.getByLabel('May reach').selectOption('');
  await expect(editor).not.toHaveValue(/network/);

  await dialog
    .getByRole('group', { name: 'Kind to begin with' })
    .getByRole('button', { name: 'Wasm' })
    .click();
  await expect(network).toContainText('A module opens no connections, whatever is given.');
  await network.getByLabel(/^Shared/).check();
  await expect(dialog.getByText(/A module is reached by its HTTP service alone/)).toBeVisible();
});
