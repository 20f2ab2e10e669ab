import { expect, test } from '@playwright/test';
import { launch, removeWorkload, RUN, signIn } from './service';

const NAME = `real-terminal-${RUN}`;

test.afterAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  await removeWorkload(request, NAME);
  await request.dispose();
});

test('a terminal in a real container shows what is typed, and follows the size of the window', async ({
  page,
  request,
}) => {
  const complaints: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await launch(request, {
    name: NAME,
    kind: 'container',
    lifecycle: 'service',
    source: { image: 'triptych/python:1' },
    args: ['-c', "import time; print('ready', flush=True); time.sleep(3600)"],
  });
  await signIn(page);
  await page.goto(`/workloads/${NAME}?tab=terminal`);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Connected' })).toBeVisible();
  const rows = page.locator('.xterm-rows');
  await expect(rows).toContainText('#');
  await page.keyboard.type('echo hi $((6 * 7))\n');
  await expect(rows).toContainText('hi 42');

  const columns = async () => {
    await page.keyboard.type('stty size\n');
    const seen = [...((await rows.textContent()) ?? '').matchAll(/(\d+) (\d+)/g)].at(-1);
    return Number(seen?.[2] ?? 0);
  };
  await expect.poll(columns).toBeGreaterThan(60);
  const wide = await columns();
  await page.setViewportSize({ width: 700, height: 700 });
  await expect.poll(columns).toBeLessThan(wide);

  await page.keyboard.type('exit 4\n');
  await expect(page.getByText('It has ended with exit code 4.')).toBeVisible();
  expect(complaints).toEqual([]);
});
