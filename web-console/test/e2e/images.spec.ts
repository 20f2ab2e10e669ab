import { expect, expectAccessible, onMock, test } from './console';

test('images tell what they take, what they share and who uses them', async ({ page }) => {
  await page.goto('/images');
  const greeter = page.getByRole('row', { name: /triptych\/greeter:1/ });
  await expect(greeter).toContainText('7c2f9a417c2f…');
  await expect(greeter.getByRole('link', { name: 'hello-container' })).toBeVisible();
  await expect(page.getByRole('row', { name: /alpine/ })).toContainText('nobody');
  await expect(page.getByRole('row').last()).toContainText('without a name');
  await expect(page.getByText(/are of one image alone/)).toBeVisible();
});

test('an engine that is away is said with its reason, and heals', async ({ page }) => {
  await page.goto('/workloads');
  await expect(page.getByRole('heading', { name: 'Workloads' })).toBeVisible();
  await onMock(page, ({ world }) => {
    const engine = world.drivers.find(each => each.kind === 'container');
    Object.assign(engine ?? {}, { health: 'unavailable', reason: 'dockerd does not answer on its socket.' });
  });
  await page.getByRole('link', { name: 'Images' }).click();
  await expect(page.getByRole('alert')).toContainText('dockerd does not answer on its socket.');
  await expectAccessible(page);
  await onMock(page, ({ world }) => {
    Object.assign(world.drivers.find(each => each.kind === 'container') ?? {}, { health: 'available' });
  });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('triptych/greeter:1')).toBeVisible();
});

test('unused images go after what would go was shown, and a name says why it stays', async ({ page }) => {
  await page.goto('/images');
  await page.getByRole('button', { name: 'Remove unused' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove unused images' });
  await expect(dialog.getByRole('list', { name: 'Images that would go' })).toContainText('shop/checkout:3');
  const stay = dialog.getByRole('list', { name: 'Images that stay' });
  await expect(stay).toContainText('It is the source of');
  await expect(stay).toContainText('alpine:3.20: It was not loaded through Triptych.');
  await expectAccessible(page);
  await dialog.getByRole('checkbox', { name: /others brought/ }).check();
  await expect(dialog.getByRole('list', { name: 'Images that would go' })).toContainText('alpine:3.20');
  await dialog.getByRole('checkbox', { name: /others brought/ }).uncheck();
  await dialog.getByRole('button', { name: 'Remove 1 image' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('row', { name: /shop\/checkout/ })).toBeHidden();
  await expect(page.getByRole('row', { name: /alpine/ })).toBeVisible();
});

test('an image is loaded from an archive, and a name is not taken unasked', async ({ page }) => {
  await page.goto('/images');
  await page.getByRole('button', { name: 'Load an image' }).click();
  const dialog = page.getByRole('dialog', { name: 'Load an image' });
  const archive = (size: number) => ({
    name: 'web.tar',
    mimeType: 'application/x-tar',
    buffer: Buffer.alloc(size, 'a'),
  });
  await dialog.getByLabel('Archive', { exact: true }).setInputFiles(archive(10));
  await dialog.getByLabel('Name', { exact: true }).fill('alpine:3.20');
  await dialog.getByRole('button', { name: 'Load', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('holds no image');
  await expectAccessible(page);
  await dialog.getByLabel('Archive', { exact: true }).setInputFiles(archive(4096));
  await dialog.getByRole('button', { name: 'Load', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('means another image');
  await dialog.getByLabel('Name', { exact: true }).fill('web:2');
  await dialog.getByRole('button', { name: 'Load', exact: true }).click();
  await expect(page.getByText('Loaded web:2 for linux/amd64.')).toBeVisible();
  await expect(page.getByRole('row', { name: /web:2/ })).toBeVisible();
});

test('advice says how sure it is, and to stay is an answer', async ({ page }) => {
  await page.goto('/workloads/hello-container');
  await expect(page.getByText('Consider Wasm.')).toBeVisible();
  const wasm = page.getByRole('region', { name: 'What it would cost' }).getByRole('row', { name: /Wasm/ });
  await expect(wasm).toContainText('1.90 ms – 2.60 ms');
  await expect(wasm).toContainText('high');
  await wasm.getByRole('link', { name: 'greeter-kinds' }).click();
  await expect(page.getByText('What can be said')).toBeVisible();
  await page.goto('/workloads/hello-wasm');
  await expect(page.getByText(/Stay: as far as it was measured/)).toBeVisible();
  await page.goto('/workloads/web');
  await expect(page.getByText('Not known: too little was measured to say.')).toBeVisible();
});
