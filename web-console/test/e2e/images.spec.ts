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

test('an image is pulled with its progress, and is here', async ({ page }) => {
  await page.goto('/images');
  await page.getByRole('button', { name: 'Pull an image' }).click();
  const dialog = page.getByRole('dialog', { name: 'Pull an image' });
  await expect(dialog).toContainText('From docker.io, registry.example.org.');
  await expectAccessible(page);
  await dialog.getByLabel('Image', { exact: true }).fill('elsewhere.example/team/app:1');
  await dialog.getByRole('button', { name: 'Pull', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('triptych.images.registries');
  await dialog.getByLabel('Image', { exact: true }).fill('registry.example.org/team/app:1');
  await dialog.getByRole('button', { name: 'Pull', exact: true }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole('region', { name: 'Pulls' }).getByRole('row', { name: /team\/app:1/ });
  await expect(row.getByRole('progressbar')).toBeVisible();
  await expect(row).toContainText('of 3 layers');
  await expect(row).toContainText('here');
  await expect(row.getByRole('progressbar')).toBeHidden();
  await expect(page.getByRole('row', { name: /team\/app:1/ })).toHaveCount(2);
  await expectAccessible(page);
});

test('a pull that is refused says why, and goes with credentials', async ({ page }) => {
  await page.goto('/images');
  const pull = async (credentials: boolean) => {
    await page.getByRole('button', { name: 'Pull an image' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pull an image' });
    await dialog.getByLabel('Image', { exact: true }).fill('registry.example.org/private/app:1');
    if (credentials) {
      await dialog.getByLabel('User name').fill('robot');
      await dialog.getByLabel('Secret with the password').selectOption({ index: 1 });
    }
    await dialog.getByRole('button', { name: 'Pull', exact: true }).click();
    await expect(dialog).toBeHidden();
  };
  await pull(false);
  const pulls = page.getByRole('region', { name: 'Pulls' });
  await expect(pulls.getByRole('row', { name: /failed/ })).toContainText('wants credentials');
  await pull(true);
  await expect(pulls.getByRole('row', { name: /here/ })).toBeVisible();
});

test('a pull is cancelled', async ({ page }) => {
  await page.goto('/images');
  await page.getByRole('button', { name: 'Pull an image' }).click();
  const dialog = page.getByRole('dialog', { name: 'Pull an image' });
  await dialog.getByLabel('Image', { exact: true }).fill('registry.example.org/slow/app:1');
  await dialog.getByLabel('Image', { exact: true }).press('Enter');
  const row = page.getByRole('region', { name: 'Pulls' }).getByRole('row', { name: /slow/ });
  await expect(row).toContainText('asking the registry');
  await row.getByRole('button', { name: /Cancel the pull/ }).click();
  await expect(row).toContainText('cancelled');
  await expect(row.getByRole('progressbar')).toBeHidden();
});
