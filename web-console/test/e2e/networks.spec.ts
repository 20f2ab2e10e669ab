import { expect, expectAccessible, expectNoSidewaysScroll, onMock, test } from './console';

test('the network tells what it is, whose its addresses are and who is on it', async ({ page }) => {
  await page.goto('/networks');
  const network = page.getByRole('region', { name: 'Network triptych' });
  await expect(network.getByText('Up', { exact: true })).toBeVisible();
  for (const fact of ['triptych0', '10.77.0.0/24', '10.77.0.1', '1b7c8d90.triptych']) {
    await expect(network.getByText(fact, { exact: true }).first()).toBeVisible();
  }
  await expect(network.getByRole('button', { name: 'Copy the domain' })).toBeVisible();
  await expect(network.getByRole('row', { name: /^Virtual machines/ })).toContainText(
    '10.77.0.10 – 10.77.0.127',
  );
  await expect(network.getByRole('row', { name: /^Containers/ })).toContainText('1 of 96');

  const web = network.getByRole('row', { name: /^web/ });
  await expect(web).toContainText('Ready');
  await expect(web).toContainText('web.1b7c8d90.triptych');
  await expect(web).toContainText('10.77.0.129port 8080');
  await expect(web).toContainText('everything that the host reaches');
  await expect(web.getByRole('button', { name: 'Copy the whole name of web' })).toBeVisible();
  const ledger = network.getByRole('row', { name: /^ledger/ });
  await expect(ledger).toContainText('10.77.0.14');
  await expect(ledger).toContainText('the shared network');
  await expect(network.getByRole('row', { name: /^pricing/ })).toContainText('a module opens no connections');
  const bounded = network.getByRole('row', { name: /^import-orders/ });
  await expect(bounded).toContainText('no name: not shared');
  await expect(bounded).toContainText('nothing but DHCP and names');
  await expect(network.getByRole('row', { name: /^hello-container/ })).toHaveCount(0);
  await web.getByRole('link', { name: 'web' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'web' })).toBeVisible();
});

test('a network that is not there says why and what to do, and heals', async ({ page }) => {
  await page.goto('/networks');
  await expect(page.getByText('10.77.0.0/24')).toBeVisible();
  await onMock(page, ({ world }) => {
    const machines = world.drivers.find(each => each.kind === 'vm');
    Object.assign(machines ?? {}, { health: 'unavailable' });
    world.tell('driver.health', { type: 'driver', name: 'vm' }, { code: 'GONE', message: '' }, 'gone');
  });
  await expect(page.getByText(/libvirt does not answer/)).toBeVisible();
  await expect(page.getByText('Told while the network is up.')).toBeVisible();
  await expect(page.getByRole('row', { name: /^web/ })).toContainText('none now');
  await expectAccessible(page);
  await onMock(page, ({ world }) => {
    Object.assign(world.drivers.find(each => each.kind === 'vm') ?? {}, { health: 'available' });
    world.tell('driver.health', { type: 'driver', name: 'vm' }, { code: 'BACK', message: '' }, 'back');
  });
  await expect(page.getByText('10.77.0.0/24')).toBeVisible();
  await expect(page.getByText(/libvirt does not answer/)).toHaveCount(0);
});

test('a name goes with the end of its workload, while one looks on', async ({ page }) => {
  await page.goto('/networks');
  const web = page.getByRole('row', { name: /^web/ });
  await expect(web).toContainText('web.1b7c8d90.triptych');
  await onMock(page, ({ world }) => world.stop(world.member('web')));
  await expect(web).toContainText('Stopped');
  await expect(web).toContainText('no name now');
  await onMock(page, ({ world }) => world.start(world.member('web')));
  await expect(web).toContainText('web.1b7c8d90.triptych');
});

test('a page of networks that cannot be had says so and asks again', async ({ page }) => {
  await page.goto('/volumes');
  await expect(page.getByRole('heading', { name: 'Volumes' })).toBeVisible();
  await onMock(page, ({ fail }) => fail('listNetworks'));
  await page.getByRole('link', { name: 'Networks' }).click();
  await expect(page.getByRole('alert')).toContainText('Something went wrong here.');
  await onMock(page, ({ fail }) => fail(undefined));
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('region', { name: 'Network triptych' })).toBeVisible();
});

test('a workload tells what it is called there, its address and what it may reach', async ({ page }) => {
  await page.goto('/workloads/ledger');
  const facts = page.locator('.panel', { hasText: 'Wanted' });
  await expect(facts).toContainText(/Known as\s*ledger\s*ledger.triptych\s*ledger.1b7c8d90.triptych/);
  await expect(facts).toContainText(/On triptych\s*10.77.0.14/);
  await expect(facts).toContainText(/May reach\s*the shared network/);
  await expectAccessible(page);
  await page.goto('/workloads/staging');
  await expect(facts).toContainText(/Known as\s*no name: not shared/);
  await expect(facts).toContainText(/On triptych\s*no address now/);
  await page.goto('/workloads/pricing');
  await expect(facts).toContainText(/May reach\s*nothing: a module opens no connections/);
  await page.goto('/workloads/hello-container');
  await expect(facts).toContainText('Generation');
  await expect(facts).not.toContainText('May reach');
});

test('a service without networks leaves out what it does not tell', async ({ page }) => {
  await page.goto('/workloads');
  await expect(page.getByRole('row', { name: /^ledger/ })).toBeVisible();
  await onMock(page, ({ fail }) => fail('listNetworks'));
  await page.getByRole('link', { name: 'ledger', exact: true }).first().click();
  const facts = page.locator('.panel', { hasText: 'Wanted' });
  await expect(facts).toContainText(/May reach\s*the shared network/);
  await expect(facts).not.toContainText('Known as');
});

test.describe('a large host on a narrow screen', () => {
  test.use({ scenario: { fleet: 'large' }, viewport: { width: 400, height: 844 } });

  test('names the first of its members and says how many there are', async ({ page }) => {
    await page.goto('/networks');
    await expect(page.getByText('And 500 more: the first 500 by name are shown.')).toBeVisible();
    await expectNoSidewaysScroll(page);
  });
});
