import { expect, expectAccessible, onMock, test } from './console';

const WASM = { name: 'Mine.wasm', mimeType: 'application/wasm', buffer: Buffer.from('\0asm\x01\0\0\0') };

test('a file is uploaded with its progress and inspected', async ({ page }) => {
  await page.goto('/artifacts');
  await expect(page.getByRole('row', { name: /^greeter\.wasm/ })).toBeVisible();
  await onMock(page, ({ world }) => void (world.holdUploads = true));
  await page.getByLabel('Files to upload').setInputFiles(WASM);
  const uploads = page.getByRole('list', { name: 'Uploads' });
  await expect(uploads.getByRole('progressbar', { name: 'Upload of mine.wasm' })).toHaveJSProperty(
    'value',
    0.75,
  );
  await expectAccessible(page);
  await onMock(page, ({ world }) => void (world.holdUploads = false));
  await expect(uploads).toContainText('stored');
  await uploads.getByRole('link', { name: 'see what it is' }).click();
  await expect(page.getByRole('heading', { name: 'mine.wasm' })).toBeVisible();
});

test('an upload is cancelled', async ({ page }) => {
  await page.goto('/artifacts');
  await expect(page.getByRole('row', { name: /^greeter\.wasm/ })).toBeVisible();
  await onMock(page, ({ world }) => void (world.holdUploads = true));
  await page.getByLabel('Files to upload').setInputFiles(WASM);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('list', { name: 'Uploads' })).toContainText('cancelled');
  await expect(page.getByRole('row', { name: /^mine\.wasm/ })).toHaveCount(0);
});

test('a file is dropped', async ({ page }) => {
  await page.goto('/artifacts');
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['\0asm\x01\0\0\0'], 'dropped.wasm'));
    return transfer;
  });
  await page.getByRole('region', { name: 'Upload' }).dispatchEvent('drop', { dataTransfer: data });
  await expect(page.getByRole('list', { name: 'Uploads' })).toContainText('stored');
  await expect(page.getByRole('row', { name: /^dropped\.wasm/ })).toBeVisible();
});

test('what is no Wasm module is refused, and other bytes replace only when asked for', async ({ page }) => {
  await page.goto('/artifacts');
  await page
    .getByLabel('Files to upload')
    .setInputFiles({ ...WASM, name: 'broken.wasm', buffer: Buffer.from('text') });
  await expect(page.getByRole('alert')).toContainText('"broken.wasm" is not a Wasm module');
  await page.getByRole('button', { name: 'Dismiss broken.wasm' }).click();
  await page.getByLabel('Files to upload').setInputFiles({ ...WASM, name: 'hungry.wasm' });
  await expect(page.getByRole('alert')).toContainText('PRECONDITION_REQUIRED');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Replace what is stored' }).click();
  await expect(page.getByRole('list', { name: 'Uploads' })).toContainText('stored');
  await expect(page.getByRole('row', { name: /^hungry\.wasm/ })).toContainText('8 B');
});

test('inspection names what a module imports and what is not granted', async ({ page }) => {
  await page.goto('/artifacts?name=missiles.wasm');
  await expect(page.getByText('1 import of it is not granted')).toBeVisible();
  await expect(page.getByText('launch_missiles not granted')).toBeVisible();
  await expect(page.getByText('only what env gives it')).toBeVisible();
  await expect(page.getByText('not given here')).toBeVisible();
  await expect(page.getByRole('row', { name: /custom:producers/ })).toBeVisible();
  await expect(page.getByText('C11').first()).toBeVisible();
  await expect(page.getByText('WASI preview 1')).toBeVisible();
});

test('an artifact in use cannot be deleted, and one that is not can', async ({ page }) => {
  await page.goto('/artifacts?name=greeter.wasm');
  const remove = page.getByRole('button', { name: /^Delete/ });
  await expect(remove).toHaveAttribute('aria-disabled', 'true');
  await expect(remove).toHaveAttribute('title', /used by .*hello-wasm/);
  await page.goto('/artifacts?name=vmlinuz');
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('row', { name: /^vmlinuz/ })).toHaveCount(0);
});

test('a secret is added, replaced and deleted, and its value is shown nowhere', async ({ page }) => {
  await page.goto('/secrets');
  await page.getByRole('button', { name: 'Add a secret' }).click();
  await expectAccessible(page);
  await page.getByLabel('Name').fill('canary');
  await page.getByLabel('Value').fill('tweet-tweet');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  const row = page.getByRole('row', { name: /^canary/ });
  await expect(row).toContainText('nobody');
  expect(await page.content()).not.toContain('tweet-tweet');
  await row.getByRole('button', { name: 'Replace' }).click();
  await page.getByLabel('Value').fill('another');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await row.getByRole('button', { name: 'Delete canary' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(row).toHaveCount(0);
});

test('a token is made and shown once, and revoked', async ({ page }) => {
  await page.goto('/tokens');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByLabel('Name').fill('ci');
  await page.getByRole('button', { name: 'Make', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('There is already a token "ci"');
  await page.getByLabel('Name').fill('robot');
  await page.getByRole('radio', { name: /viewer/ }).check();
  await page.getByRole('button', { name: 'Make', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'The token robot' })).toContainText('trp_');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  expect(await page.content()).not.toContain('trp_');
  await page.getByRole('button', { name: 'Revoke robot' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByRole('row', { name: /^robot/ })).toHaveCount(0);
});

test('an operation is found in the reference and read', async ({ page }) => {
  await page.goto('/reference');
  await page.getByLabel('Find an operation').fill('logs');
  await expect(page.getByText('1 operation')).toBeVisible();
  await page.getByText('Read or follow a workload').click();
  await expect(page.getByRole('rowheader', { name: 'follow' })).toBeVisible();
  await expectAccessible(page);
});

test('a disk image shows how large its disk is', async ({ page }) => {
  await page.goto('/artifacts?name=debian.qcow2');
  const details = page.locator('.inspection');
  await expect(details).toContainText('Virtual size2 GiB');
  await expect(details).toContainText('Cluster size64 KiB');
});
