import { expect, onMock, test } from './console';

test('each kind is a panel with its driver, its counts and its reason', async ({ page }) => {
  await page.goto('/');
  const vms = page.getByRole('region', { name: 'Virtual machines' });
  await expect(vms).toContainText('Degraded');
  await expect(vms).toContainText('software emulation');
  await expect(vms).toContainText('libvirt 9.0.0, QEMU 7.2.22');
  await expect(page.getByRole('region', { name: 'Containers' })).toContainText('Available');
  await vms.getByRole('link', { name: /stopped/ }).click();
  await expect(page).toHaveURL(/\/workloads\?kind=vm&state=stopped$/);
  await expect(page.getByRole('row', { name: /^staging/ })).toBeVisible();
});

test('a driver that fails is told with the reason and the remedy', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('region', { name: 'Containers' })).toContainText('Available');
  await onMock(page, ({ world }) => {
    const driver = world.drivers.find(each => each.kind === 'container')!;
    driver.health = 'unavailable';
    driver.reason = 'Docker does not answer at /var/run/docker.sock.';
    driver.remedy = 'Start dockerd, or run ./triptych up.';
    world.tell(
      'driver.changed',
      { type: 'driver', name: 'container' },
      { code: 'UNREACHABLE', message: '' },
      'gone',
    );
  });
  const panel = page.getByRole('region', { name: 'Containers' });
  await expect(panel).toContainText('Unavailable');
  await expect(panel).toContainText('Start dockerd');
});

test('what changed lately leads to the workload', async ({ page }) => {
  await page.goto('/');
  await page.locator('.events').getByRole('link', { name: 'builder' }).click();
  await expect(page.getByRole('heading', { name: 'builder' })).toBeVisible();
});

test('a lost connection is told, keeps what was there, and heals by itself', async ({ page }) => {
  await page.goto('/workloads');
  await expect(page.locator('.connection')).toHaveText('Live');
  await onMock(page, ({ world }) => world.goAway());
  await expect(page.getByText('The service does not answer.')).toBeVisible();
  await expect(page.locator('.connection')).toHaveText('Offline');
  await expect(page.getByRole('row', { name: /^web/ })).toBeVisible();
  await onMock(page, ({ world }) => {
    world.members.delete('staging');
    world.reachable = true;
  });
  await expect(page.locator('.connection')).toHaveText('Live', { timeout: 20_000 });
  await expect(page.getByText('The service does not answer.')).toBeHidden();
  await expect(page.getByRole('row', { name: /^staging/ })).toHaveCount(0);
});

test('an error is told with its code, and can be tried again', async ({ page }) => {
  await page.goto('/secrets');
  await expect(page.getByRole('rowheader', { name: 'payments' })).toBeVisible();
  await onMock(page, mock => mock.fail('listArtifacts'));
  await page.getByRole('link', { name: 'Artifacts' }).click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('INTERNAL_ERROR');
  await expect(alert).toContainText('in the log as');
  await onMock(page, mock => mock.fail(undefined));
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('link', { name: 'greeter.wasm' })).toBeVisible();
});

test('what could not be asked for again stays, and says how old it is', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('region', { name: 'Containers' })).toBeVisible();
  await onMock(page, mock => {
    mock.fail('getHost');
    mock.world.tell('host.changed', { type: 'host', name: 'host' }, { code: 'X', message: '' }, 'changed');
  });
  await expect(page.getByText(/What you see is from \d\d:\d\d:\d\d/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Containers' })).toBeVisible();
  await onMock(page, mock => mock.fail(undefined));
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText(/What you see is from/)).toBeHidden();
});

test('the theme is chosen and kept', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: /^Theme: system/ }).click();
  await page.getByRole('button', { name: /^Theme: light/ }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

for (const path of ['/', '/workloads', '/workloads/web', '/workloads/web?tab=usage']) {
  test(`nothing jumps while ${path} loads`, async ({ page }) => {
    await page.addInitScript(() => {
      const shifts = window as { shifted?: number };
      shifts.shifted = 0;
      new PerformanceObserver(list => {
        for (const entry of list.getEntries()) {
          shifts.shifted = (shifts.shifted ?? 0) + (entry as unknown as { value: number }).value;
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(path);
    await expect(page.locator('.connection')).toHaveText('Live');
    await expect(page.locator('main .skeleton')).toHaveCount(0);
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    // What the web's own measure calls good is below 0.1.
    expect(await page.evaluate(() => (window as { shifted?: number }).shifted)).toBeLessThan(0.1);
  });
}
