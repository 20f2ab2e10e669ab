import { expect, expectAccessible, expectNoSidewaysScroll, test } from './console';

test.describe('a new migration', () => {
  test.use({ scenario: { speed: 20 } });

  test('is described step by step, waits where it was told to, and tells its story', async ({ page }) => {
    await page.goto('/workloads/ledger');
    await page.goto('/services');
    await page.getByRole('button', { name: 'Make a service' }).click();
    await page.getByLabel('Name').fill('books');
    await page.getByLabel('Workload').fill('web');
    await page.getByRole('button', { name: 'Make', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'books', exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Migrate' }).click();

    await expect(page.getByRole('heading', { name: 'New migration' })).toBeVisible();
    await expect(page.getByRole('combobox', { name: /^Service/ })).toHaveValue('books');
    await expect(page.getByRole('radio', { name: /web/ })).toBeChecked();
    await page.getByRole('button', { name: 'Next' }).click();

    const editor = page.getByLabel('Description');
    await expect(editor).toHaveValue(/"artifact": "web.wasm"/);
    await expect(page.getByText('The service would create it')).toBeVisible();
    await editor.fill((await editor.inputValue()).replace(/"name": "[^"]+"/, '"name": "books-wasm"'));
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Next' }).click();

    await page.getByRole('button', { name: 'Look at it now' }).click();
    await expect(page.getByText(/Rebuild: The program has to be built anew/)).toBeVisible();
    await expect(page.getByText('One process listens on port 8080 and answers HTTP.')).toBeVisible();
    await expect(page.getByText('Not known: Signals: the host does not let')).toBeVisible();
    await page.getByRole('button', { name: 'Next' }).click();

    await expect(page.getByRole('button', { name: /^Record for ten minutes/ })).toHaveAccessibleName(
      /say first that it is allowed/,
    );
    await page.getByRole('checkbox', { name: /agreed/ }).check();
    await page.getByRole('button', { name: 'Record for ten minutes' }).click();
    await expect(page.getByText(/42 requests \(17.7 KiB, encrypted\)/)).toBeVisible();
    await page.getByLabel('Path').fill('/greeting');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Next' }).click();

    await page.getByRole('checkbox', { name: /Before clients see it/ }).check();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByText('books moves from web to books-wasm, of the kind Wasm.')).toBeVisible();
    await page.getByRole('button', { name: 'Start the migration' }).click();

    await expect(page.getByRole('heading', { name: 'books: container → wasm' })).toBeVisible();
    await expect(page.getByText('It waits for you.')).toBeVisible();
    await page.getByRole('button', { name: 'Promote' }).click();
    await expect(page.getByRole('heading', { name: 'Canary' })).toBeVisible();
    await expect(page.getByText('It waits for you.')).toBeVisible();
    await page.getByRole('button', { name: 'Promote' }).click();
    await expect(page.getByText('The service has moved.')).toBeVisible();
    await expect(page.getByText('7 % of the errors that it may make were made.')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Promote/ })).toHaveAccessibleName(
      /not possible: it is done/,
    );
  });
});

test('answers that differ stand side by side, as text', async ({ page }) => {
  await page.goto('/migrations/shop-to-wasm');
  const difference = page.getByRole('list', { name: 'Answers that differ' }).getByRole('listitem').last();
  await expect(difference).toContainText('GET /greeting');
  await expect(difference.getByLabel('Answer of web', { exact: true })).toHaveText('Hello, Ada!');
  await expect(difference.getByLabel('Answer of web-wasm')).toContainText('<img src=x');
  expect(await page.evaluate(() => 'owned' in window)).toBe(false);
});

test('a migration is given up, or taken back, and says why something else is not possible', async ({
  page,
}) => {
  await page.goto('/migrations/shop-to-wasm');
  await expect(page.getByRole('button', { name: /^Roll back/ })).toHaveAccessibleName(
    /no client has seen the new workload/,
  );
  await page.getByRole('button', { name: 'Promote' }).click();
  await expect(page.getByRole('heading', { name: 'Canary' })).toBeVisible();
  await page.getByRole('button', { name: 'Roll back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
  await expect(page.getByText('The service is where it was.')).toBeVisible();
  await expect(page.getByText('admin asked for it.')).toBeVisible();
});

test('a service that is moved links to its migration, and no second one begins', async ({ page }) => {
  await page.goto('/services/shop');
  await expect(page.getByRole('button', { name: /^Migrate/ })).toHaveAccessibleName(/moved by shop-to-wasm/);
  await page.getByRole('link', { name: 'shop-to-wasm' }).click();
  await expect(page.getByText('Requests now')).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
});

test('a workload behind a service leads to its migration', async ({ page }) => {
  await page.goto('/workloads/web');
  await page.getByRole('link', { name: 'Migrate the service shop to another workload' }).click();
  await expect(page.getByRole('radio', { name: /^web/ })).toBeChecked();
});

test.describe('a viewer', () => {
  test.use({ scenario: { role: 'viewer' } });

  test('reads the story and is told why nothing can be done', async ({ page }) => {
    await page.goto('/migrations');
    await expect(page.getByRole('button', { name: /^New migration/ })).toHaveAccessibleName(
      /needs the role operator/,
    );
    await page
      .getByRole('row', { name: /pricing-to-wasm/ })
      .getByRole('link')
      .first()
      .click();
    await expect(page.getByText('The service has moved.')).toBeVisible();
  });
});
