import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import type { MockControl, Scenario } from '../../mock-api/install';

/** A page that is signed in to the mock API, and fails the test when the browser complains about anything. */
export const test = base.extend<{ scenario: Scenario; signedIn: boolean; complaints: string[] }>({
  scenario: [{ speed: 5 }, { option: true }],
  signedIn: [true, { option: true }],
  complaints: async ({}, use) => {
    const complaints: string[] = [];
    await use(complaints);
    expect(complaints, 'what the browser complained about').toEqual([]);
  },
  page: async ({ page, scenario, signedIn, complaints }, use) => {
    page.on('pageerror', error => complaints.push(String(error)));
    page.on('console', message => {
      // A refused call is no defect of the page; a violation of the content security policy is.
      if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
        complaints.push(message.text());
    });
    await page.addInitScript(
      ([chosen, isIn]) => {
        window.triptychScenario = chosen;
        if (isIn) sessionStorage.setItem('triptych.session-secret', 'mock-session-secret');
      },
      [scenario, signedIn] as const,
    );
    await use(page);
  },
});

export { expect };

/** Changes the pretended host while the page looks on; waits until it is there, which a page that has just loaded need not be. */
export async function onMock<T = void>(page: Page, change: (mock: MockControl) => T): Promise<T> {
  await expect.poll(() => page.evaluate('window.triptychMock !== undefined')).toBe(true);
  return page.evaluate(`(${change.toString()})(window.triptychMock)`) as Promise<T>;
}

/** No finding of axe that is serious or worse. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations
    .filter(each => each.impact === 'serious' || each.impact === 'critical')
    .map(each => `${each.id}: ${each.help} — ${each.nodes.map(node => node.target.join(' ')).join(', ')}`);
  expect(serious).toEqual([]);
}

/** Nothing is wider than the screen, except what scrolls by itself. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const surplus = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(surplus).toBeLessThanOrEqual(0);
}
