import { expect, test, type APIRequestContext } from '@playwright/test';
import { Load } from './Load';
import { Newcomer } from './Newcomer';
import { bearer, remove, removeWorkload, TOKEN } from './service';

const MOST_ACTIONS = 40;
/** What was made, so that it can be removed. */
const workloads: string[] = [];
const services: string[] = [];
const migrations: string[] = [];
let load: Load | undefined;

test.afterEach(async ({ request }) => {
  await load?.stop();
  // For whoever wants to look at the outcome, or to take pictures of it.
  if (process.env.TRIPTYCH_KEEP) return;
  for (const name of migrations) await endMigration(request, name);
  for (const name of services) await remove(request, `services/${name}`);
  for (const name of workloads) await removeWorkload(request, name);
});

test('a newcomer runs a program in each kind, compares them and moves a service, in forty actions', async ({
  page,
}, info) => {
  test.setTimeout(900_000);
  const newcomer = new Newcomer(page, info);

  await page.goto('/');
  await newcomer.type('Token', TOKEN);
  await newcomer.press('Sign in');
  await newcomer.sees('Side by side');

  for (const kind of ['VM', 'Container', 'Wasm']) {
    await newcomer.follow('Workloads', page.getByRole('navigation', { name: 'Pages' }));
    await newcomer.press('Create');
    await newcomer.press(kind, page.getByRole('group', { name: 'Kind to begin with' }));
    await newcomer.sees('The service would create it', 60_000);
    await newcomer.press('Create', page.getByRole('dialog'));
    workloads.push(await newcomer.isOn(/^hello-/));
    await newcomer.sees('Start-up of run 1');
  }

  await newcomer.follow('Workloads', page.getByRole('navigation', { name: 'Pages' }));
  for (const name of workloads) {
    const row = page.getByRole('row', { name, exact: true });
    await expect(row).toContainText('Succeeded', { timeout: 240_000 });
    await newcomer.tick(`Choose ${name}`);
  }
  await newcomer.sees('3 workloads chosen');
  await newcomer.press('Compare');
  await newcomer.type('Repetitions', '3');
  await newcomer.sees('Variant 3');
  await newcomer.press('Compare', page.getByRole('dialog'));
  await newcomer.sees(/It waits for its turn|It runs|repetitions are done/);
  await newcomer.sees(/All repetitions are done/, 400_000);
  await newcomer.sees(/printed the same bytes/);

  await newcomer.follow('Workloads', page.getByRole('navigation', { name: 'Pages' }));
  await newcomer.press('Create');
  await newcomer.press('Web service', page.getByRole('dialog'));
  await newcomer.sees('The service would create it');
  await newcomer.press('Create', page.getByRole('dialog'));
  const old = await newcomer.isOn(/^web/);
  workloads.push(old);
  await newcomer.sees('Its address goes with it.');
  await newcomer.follow('Make a service of it');
  await newcomer.sees('Backends');
  await newcomer.press('Make', page.getByRole('dialog'));
  services.push(await newcomer.isOn(old));
  await expect(page.getByRole('row', { name: old })).toContainText('Ready', { timeout: 60_000 });
  await newcomer.sees('Addresses');
  const address = page.getByRole('link', { name: /^http:\/\/127\.0\.0\.1:/ });
  load = new Load((await address.getAttribute('href')) ?? '');

  await newcomer.press('Migrate');
  await newcomer.sees('Which service moves?');
  await newcomer.press('Next');
  await newcomer.sees('The service would create it');
  workloads.push(/"name": "([^"]+)"/.exec(await page.getByLabel('Description').inputValue())?.[1] ?? '');
  await newcomer.press('Next');
  await newcomer.press('Look at it now');
  await newcomer.sees(/(Ready|Rebuild|Stay): /, 120_000);
  await newcomer.press('Next');
  await newcomer.sees('Are the answers the same?');
  await newcomer.press('Next');
  // How fast either answers is not the subject here, and other programs keep this machine busy.
  await newcomer.type('p99, times the old one’s', '1000');
  await newcomer.type('Watched for', '5s');
  await newcomer.sees('Its share of the requests');
  await newcomer.press('Next');
  await newcomer.sees('What will be done');
  await newcomer.press('Start the migration');
  await newcomer.isOn(/: container → wasm$/);
  migrations.push(new URL(page.url()).pathname.split('/').at(-1) ?? '');
  await newcomer.sees('Requests now');
  await newcomer.sees('It waits for you', 180_000);
  await newcomer.press('Promote');
  await newcomer.sees('The old one is stopped and can still come back.', 180_000);
  await newcomer.press('Let the old one go');
  await newcomer.sees('The service has moved.', 120_000);

  const requests = await load.stop();
  expect(load.failures, 'requests that were not answered well').toEqual([]);
  expect(load.answers.size, 'what container and module have answered').toBe(1);
  expect(requests).toBeGreaterThan(100);
  await info.attach('counts', { body: `${newcomer.actions} actions, ${requests} requests` });
  console.log(`The newcomer: ${newcomer.actions} actions, ${requests} requests meanwhile.`);
  expect(newcomer.actions).toBeLessThanOrEqual(MOST_ACTIONS);
});

/** Wherever it is: its service and its workloads can be removed afterwards. */
async function endMigration(request: APIRequestContext, name: string): Promise<void> {
  const path = `/api/v1/migrations/${name}`;
  for (const action of ['cancel', 'rollback']) await request.post(`${path}/${action}`, { headers: bearer });
  await expect
    .poll(
      async () =>
        (
          (await (await request.get(path, { headers: bearer })).json()) as {
            status: { endedAt?: string };
          }
        ).status.endedAt,
      { timeout: 120_000 },
    )
    .toBeDefined();
}
