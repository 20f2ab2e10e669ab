import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { launch, outputOf, removeWorkload, RUN, signIn } from './service';

const WEB = `real-web-${RUN}`;
const JOB = `real-job-${RUN}`;

test.afterAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  for (const name of [WEB, JOB]) await removeWorkload(request, name);
  await request.dispose();
});

test('output is followed as it is written, and a container that is killed outside is told as what it is', async ({
  page,
  request,
}) => {
  const web = await launch(request, {
    name: WEB,
    kind: 'container',
    lifecycle: 'service',
    source: { image: 'triptych/web:1' },
    env: { LOG_REQUESTS: '1' },
    ports: [{ name: 'http', port: 8080, protocol: 'http', publish: 0 }],
    probe: { http: { path: '/', port: 'http' } },
  });
  const url = web.status.endpoints[0]?.url ?? '';
  await signIn(page);
  await page.goto(`/workloads/${WEB}?tab=logs`);
  for (const number of [1, 2, 3]) {
    expect((await request.get(`${url}?n=${number}`)).status()).toBe(200);
    await expect(page.getByRole('log')).toContainText(`/?n=${number}`);
  }

  await page.getByRole('link', { name: 'Overview', exact: true }).last().click();
  await expect(page.getByText('Start-up of run 1')).toBeVisible();
  const head = page.locator('.workload-head');
  await expect(head).toContainText('Ready');
  const [container] = execFileSync(
    'docker',
    ['ps', '-q', '--no-trunc', '--filter', `label=dev.triptych.name=${WEB}`],
    { encoding: 'utf8' },
  ).split('\n');
  execFileSync('docker', ['kill', container ?? '']);
  await expect(head).toContainText('Failed', { timeout: 60_000 });
  await expect(page.getByText('SIGKILL ended it.').first()).toBeVisible();
  await page.getByRole('link', { name: 'Events' }).click();
  await expect(page.locator('.events li').first()).toContainText('SIGNALLED');
});

test('a module of the samples runs in this browser as on the server, from the same bytes', async ({
  page,
  request,
}) => {
  await launch(request, {
    name: JOB,
    kind: 'wasm',
    lifecycle: 'job',
    source: { artifact: 'greeter.wasm' },
    args: ['Ada', 'Grace'],
    env: { GREETING: 'Hello' },
  });
  await signIn(page);
  await page.goto(`/workloads/${JOB}?tab=browser`);
  await page.getByRole('textbox', { name: 'Standard input' }).fill('typed here\n');
  await page.getByRole('button', { name: 'Run here and there' }).click();
  await expect(page.getByText(/^Equal: \d+ B of output, byte by byte, and exit code 0\.$/)).toBeVisible({
    timeout: 60_000,
  });
  const here = await page.getByLabel('Output in this browser').innerText();
  expect(here).toContain('Ada');
  expect(await page.getByLabel('Output on the server').innerText()).toBe(here);

  await page.getByRole('textbox', { name: 'Standard input' }).fill('');
  await page.getByRole('button', { name: 'Run here and there' }).click();
  await expect(page.getByLabel('Output in this browser')).not.toHaveText(here);
  await expect(page.getByText(/^Equal: /)).toBeVisible();
  const recorded = await outputOf(request, JOB);
  expect((await page.getByLabel('Output in this browser').innerText()).trim()).toBe(recorded.trim());
});
