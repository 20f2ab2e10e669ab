import { expect, expectAccessible, test } from './console';

test.use({ signedIn: false });

test('a token signs in, and a wrong one is refused with the reason', async ({ page }) => {
  await page.goto('/workloads?kind=wasm');
  await expectAccessible(page);
  await page.getByLabel('Token').fill('trp_wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('This token is not known here');
  await page.getByLabel('Token').fill('trp_mock-admin');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Workloads' })).toBeVisible();
  await expect(page).toHaveURL(/\/workloads\?kind=wasm$/);
});

for (const address of ['/#code=mock-code', '/sign-in#code=mock-code', '/#/sign-in?code=mock-code']) {
  test(`the link ${address} signs in and leaves no code behind`, async ({ page }) => {
    await page.goto(address);
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
    expect(page.url()).not.toContain('mock-code');
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
    await page.goBack().catch(() => undefined);
    expect(page.url()).not.toContain('mock-code');
  });
}

test('a link that was used says so and leaves the token as a way in', async ({ page }) => {
  await page.goto('/#code=used-before');
  await expect(page.getByRole('alert')).toContainText('was used before or is too old');
  await page.getByLabel('Token').fill('trp_mock-admin');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
});

test('a new tab takes the session from one that is open, and signing out ends both', async ({
  page,
  context,
}) => {
  await page.goto('/');
  await page.getByLabel('Token').fill('trp_mock-admin');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  const second = await context.newPage();
  await second.goto('/artifacts');
  await expect(second.getByRole('heading', { name: 'Artifacts' })).toBeVisible();
  await second.getByRole('button', { name: 'Sign out' }).click();
  await expect(second.getByLabel('Token')).toBeVisible();
  await expect(page.getByLabel('Token')).toBeVisible();
});

test('a session that has ended is told, and signing in again goes on at the same place', async ({ page }) => {
  await page.addInitScript(() => sessionStorage.setItem('triptych.session-secret', 'an-old-one'));
  await page.goto('/secrets');
  await expect(page.getByText('Your session has ended')).toBeVisible();
  await page.getByLabel('Token').fill('trp_mock-admin');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Secrets' })).toBeVisible();
});
