import type { Page } from '@playwright/test';
import { expect, expectAccessible, onMock, test } from './console';

const OPEN = { name: 'Open', exact: true };
const CTRL_ALT_DEL = [0xffe3, 0xffe9, 0xffff];

/** Opens the tab of a machine with graphics, as this one has from now on. */
async function openTab(page: Page): Promise<void> {
  await page.goto('/workloads');
  const link = page.getByRole('link', { name: 'ledger', exact: true }).first();
  await expect(link).toBeVisible();
  await onMock(page, ({ world }) => {
    Object.assign(world.member('ledger').workload, { source: { disk: 'debian' }, vm: { graphics: true } });
  });
  await link.click();
  await page.getByRole('link', { name: 'Display', exact: true }).click();
}

const status = (page: Page) => page.locator('.terminal-bar').getByRole('status');

/** The colour in the middle of what is drawn. */
async function colour(page: Page): Promise<number[]> {
  return page.locator('.display-screen canvas').evaluate((canvas: HTMLCanvasElement) => {
    const drawn = canvas.getContext('2d')?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
    return [...(drawn ?? [])].slice(0, 3);
  });
}

test('a machine’s display is drawn, and takes keys', async ({ page }) => {
  await openTab(page);
  await page.getByRole('button', OPEN).click();
  await expect(status(page)).toHaveText('Connected');
  await expect.poll(() => colour(page)).toEqual([255, 120, 0]);
  await page.keyboard.type('ab');
  await expect.poll(() => onMock(page, ({ world }) => [...world.displayKeys])).toEqual([97, 98]);
  await page.getByRole('button', { name: 'Send Ctrl+Alt+Del' }).click();
  await expect
    .poll(() => onMock(page, ({ world }) => [...world.displayKeys]))
    .toEqual([97, 98, ...CTRL_ALT_DEL]);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Type into it' }).click();
  await page.keyboard.press('Shift+F6');
  await expect(page.locator('[data-after-terminal]')).toBeFocused();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(status(page)).toHaveText('Not connected');
  await expect(page.locator('.display-screen')).toHaveCount(0);
});

test('a lost display is connected again, and one that has ended is not', async ({ page }) => {
  await openTab(page);
  await page.getByRole('button', OPEN).click();
  await expect(status(page)).toHaveText('Connected');
  await onMock(page, ({ world }) => [...world.displays].forEach(each => each.breakOff()));
  await expect(status(page)).toContainText('Connecting again…');
  await expect(status(page)).toHaveText('Connected');
  await expect.poll(() => colour(page)).toEqual([255, 120, 0]);
  await onMock(page, ({ world }) => [...world.displays].forEach(each => each.finish()));
  await expect(status(page)).toHaveText('Not connected · It has ended.');
});

test('a machine without graphics has no such tab', async ({ page }) => {
  await page.goto('/workloads/ledger?tab=display');
  await expect(page.getByRole('heading', { name: 'State', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Display', exact: true })).toHaveCount(0);
});
