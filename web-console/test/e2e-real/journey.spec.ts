import { expect, test, type Page } from '@playwright/test';
import { bearer, outputOf, removeWorkload, RUN, signIn } from './service';

const SECRET_HEADER = 'Triptych-Session-Secret';
const KINDS = [
  { kind: 'VM', name: `real-vm-${RUN}`, patience: 240_000 },
  { kind: 'Container', name: `real-container-${RUN}`, patience: 60_000 },
  { kind: 'Wasm', name: `real-wasm-${RUN}`, patience: 60_000 },
];

test.afterAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  for (const { name } of KINDS) await removeWorkload(request, name);
  await request.dispose();
});

async function createGreeter(page: Page, kind: string, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Workloads', exact: true }).first().click();
  await page.getByRole('button', { name: 'Create' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Create a workload' });
  await dialog.getByRole('group', { name: 'Kind to begin with' }).getByRole('button', { name: kind }).click();
  await dialog.getByRole('button', { name: 'Greeter' }).click();
  const editor = dialog.getByLabel('Description');
  await editor.fill((await editor.inputValue()).replace(/"name": "[^"]+"/, `"name": "${name}"`));
  await expect(dialog.getByText('The service would create it')).toBeVisible({ timeout: 60_000 });
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
}

test('a user signs in, submits the sample in each kind and sees all three succeed', async ({
  page,
  request,
}) => {
  await signIn(page);
  await expect(page.getByText('Live')).toBeVisible();
  for (const { kind, name } of KINDS) await createGreeter(page, kind, name);
  await page.getByRole('link', { name: 'Workloads', exact: true }).first().click();
  for (const { kind, name, patience } of KINDS) {
    const row = page.getByRole('row', { name: new RegExp(`^${name}`) });
    await expect(row).toContainText('Succeeded', { timeout: patience });
    await expect(row).toContainText(kind);
    await expect(row.getByRole('img')).toHaveAccessibleName(/Queued .*Prepare .*Create .*Start .*Ready /);
  }
  const outputs = await Promise.all(KINDS.map(({ name }) => outputOf(request, name)));
  expect(outputs[0]).toContain('Ada');
  expect(new Set(outputs).size, 'the output is the same in all kinds').toBe(1);
  for (const { name } of KINDS) {
    await page.goto(`/workloads/${name}?tab=logs`);
    await expect(page.getByRole('log')).toContainText('Ada');
    await expect(page.getByText('the run has ended')).toBeVisible();
    await page.getByRole('link', { name: 'Events' }).click();
    await expect(page.locator('.events li').first()).toBeVisible();
  }
});

test('the cookie of the console alone opens nothing', async ({ page, context }) => {
  await signIn(page);
  const cookies = await context.cookies();
  const cookie = cookies.find(each => each.name === 'triptych-session');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  const secret = await page.evaluate(() => sessionStorage.getItem('triptych.session-secret'));

  // The page's own calls, so that the browser sends the cookie by itself.
  const status = (path: string, headers: Record<string, string>) =>
    page.evaluate(async ([to, sent]) => (await fetch(to, { headers: sent })).status, [
      path,
      headers,
    ] as const);
  for (const path of [
    '/api/v1/session',
    '/api/v1/workloads',
    '/api/v1/host',
    '/api/v1/tokens',
    '/api/v1/events/stream',
  ]) {
    expect(await status(path, {}), `${path} with the cookie alone`).toBe(401);
    expect(await status(path, { [SECRET_HEADER]: 'a-guess' }), `${path} with a wrong secret`).toBe(401);
  }
  expect(await status('/api/v1/session', { [SECRET_HEADER]: secret ?? '' })).toBe(200);
  await context.clearCookies();
  expect(await status('/api/v1/session', { [SECRET_HEADER]: secret ?? '' }), 'the secret alone').toBe(401);
});

test('the link that a token makes signs in once', async ({ page, request, browser, baseURL }) => {
  const made = await request.post('/api/v1/session/links', { headers: bearer });
  expect(made.status()).toBe(201);
  const { url } = (await made.json()) as { url: string };
  const fragment = new URL(url).hash;
  await page.goto(`/${fragment}`);
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  expect(page.url()).not.toContain('code=');
  const other = await browser.newContext({ baseURL: baseURL ?? '' });
  const second = await other.newPage();
  await second.goto(`/${fragment}`);
  await expect(second.getByRole('alert')).toContainText('used before');
  await other.close();
});

test('a deep address is answered with the console, and the reference is the specification served', async ({
  page,
}) => {
  await signIn(page);
  await page.goto('/reference');
  await expect(page.getByText('Create a workload and start it')).toBeVisible();
  await page.goto('/workloads/nobody-has-this-name');
  await expect(page.getByText('There is no workload nobody-has-this-name')).toBeVisible();
});
