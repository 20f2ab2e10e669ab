import { readFileSync } from 'node:fs';
import { expect, onMock, test } from './console';

test('a state has its evidence: wanted, observed, when and why', async ({ page }) => {
  await page.goto('/workloads/import-orders');
  await expect(page.getByText('It exited with 7.').first()).toBeVisible();
  const facts = page.locator('.panel', { hasText: 'Wanted' });
  await expect(facts).toContainText(/Observed\s*failed/);
  await expect(facts).toContainText('ago');
  await expect(page.locator('.outcome-panel')).toContainText(/Exit code\s*7/);
});

test('phases are a bar and a table, and figures say where they come from', async ({ page }) => {
  await page.goto('/workloads/hello-vm');
  await expect(page.getByRole('img', { name: /Queued .*Ready/ })).toBeVisible();
  for (const phase of ['Queued', 'Prepare', 'Create', 'Start', 'Ready']) {
    await expect(page.getByRole('rowheader', { name: phase, exact: true })).toBeVisible();
  }
  const memory = page.locator('.footprint-panel').getByRole('row', { name: /^Memory (?!,)/ });
  await expect(memory).toContainText('pss');
  await expect(memory).toContainText('measured');
});

test('a phase that is unavailable is not guessed, and there is no total', async ({ page }) => {
  await page.goto('/workloads/thumbnails');
  await expect(page.getByText('No total: ready: the service was restarted in between')).toBeVisible();
  await expect(page.locator('.workload-head .badge')).toHaveText('Lost');
});

test('another run is chosen in the list of runs', async ({ page }) => {
  await page.goto('/workloads/hello-wasm?tab=runs');
  await page.getByRole('link', { name: '#2' }).click();
  await expect(page.getByRole('heading', { name: 'Start-up of run 2' })).toBeVisible();
  await expect(page).toHaveURL(/run=2/);
});

test('what a guest wrote changes nothing but what is shown', async ({ page }) => {
  await page.goto('/workloads/guest-output?tab=logs');
  const log = page.getByRole('log', { name: 'Output' });
  await expect(log).toContainText('<script>alert("guest")</script>');
  await expect(log).toContainText('ESC[2J');
  await expect(log).toContainText('U+202Egnp.exe');
  await expect(log).toContainText('\\xff\\xfe');
  await expect(log).toContainText('18,432 bytes missing here: the output came faster than it could be kept');
  await expect(log).toContainText('6,024 more characters');
  await expect(page).toHaveTitle('guest-output · Triptych');
  expect(await page.locator('main img[src]').count()).toBe(0);
});

test('output is filtered by stream, and the whole of it is downloaded', async ({ page }) => {
  await page.goto('/workloads/import-orders?tab=logs');
  const log = page.getByRole('log');
  await expect(log).toContainText('reading /data/orders.csv');
  await page.getByLabel('Stream').selectOption('stderr');
  await expect(log).toContainText('giving up');
  await expect(log).not.toContainText('reading');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toBe('import-orders-run-2-stderr.log');
  expect(readFileSync(await file.path(), 'utf8')).toContain('\u001b[33mwarning');
});

test('output is followed, held and taken up again', async ({ page }) => {
  await page.goto('/workloads/web?tab=logs');
  const log = page.getByRole('log');
  await expect(page.getByText('400 lines')).toBeVisible();
  const write = (text: string) =>
    page.evaluate(line => {
      const records = window.triptychMock.world.member('web').logs.get(1)!;
      const sequence = records.length;
      records.push({
        type: 'output',
        sequence,
        cursor: `1.${sequence}`,
        run: 1,
        at: new Date().toISOString(),
        stream: 'stdout',
        content: line,
        encoding: 'utf-8',
      });
    }, text);
  await write('a new request\n');
  await expect(log).toContainText('a new request');
  await page.getByRole('button', { name: 'Hold' }).click();
  await write('while it was held\n');
  await expect(page.getByText('1 new line')).toBeVisible();
  await expect(log).not.toContainText('while it was held');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(log).toContainText('while it was held');
});

test('a hundred thousand lines stay fast, and only what is seen is drawn', async ({ page }) => {
  await page.goto('/workloads/hello-wasm');
  await expect(page.getByRole('heading', { name: 'hello-wasm' })).toBeVisible();
  await onMock(page, ({ world }) => {
    const records = [];
    for (let sequence = 0; sequence < 100; sequence++) {
      const content = Array.from({ length: 1000 }, (_, i) => `line ${sequence * 1000 + i} of many\n`).join(
        '',
      );
      records.push({
        type: 'output' as const,
        sequence,
        cursor: `4.${sequence}`,
        run: 4,
        at: new Date().toISOString(),
        stream: 'stdout' as const,
        content,
        encoding: 'utf-8' as const,
      });
    }
    world.member('hello-wasm').logs.set(4, records);
  });
  await page.getByRole('link', { name: 'Logs' }).click();
  const log = page.getByRole('log');
  await expect(log).toContainText('line 99999 of many');
  expect(await log.locator('.log-line').count()).toBeLessThan(150);
  await log.evaluate(element => (element.scrollTop = 0));
  await expect(log).toContainText('line 0 of many');
});

test('a workload that does not exist is told', async ({ page }) => {
  await page.goto('/workloads/nobody');
  await expect(page.getByText('There is no workload nobody')).toBeVisible();
});
