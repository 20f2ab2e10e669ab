import { expect, type Locator, type Page, type TestInfo } from '@playwright/test';

/** Somebody who knows nothing but what the page says: each thing done is counted, and what it led to is pictured. */
export class Newcomer {
  private done = 0;
  private pictures = 0;

  constructor(
    private readonly page: Page,
    private readonly info: TestInfo,
  ) {}

  get actions(): number {
    return this.done;
  }

  async press(name: string, within: Page | Locator = this.page): Promise<void> {
    await this.act(within.getByRole('button', { name, exact: true }), each => each.click());
  }

  async follow(name: string, within: Page | Locator = this.page): Promise<void> {
    await this.act(within.getByRole('link', { name, exact: true }), each => each.click());
  }

  async type(label: string, text: string): Promise<void> {
    await this.act(this.page.getByLabel(label), each => each.fill(text));
  }

  async tick(label: string): Promise<void> {
    await this.act(this.page.getByLabel(label, { exact: true }), each => each.check());
  }

  /** What there is to be seen now; to look is no action. */
  async sees(text: string | RegExp, patience = 30_000): Promise<void> {
    await expect(this.page.getByText(text).first()).toBeVisible({ timeout: patience });
    await this.picture(String(text));
  }

  /** The heading of the page, which names what it is about. */
  async isOn(heading: string | RegExp): Promise<string> {
    const found = this.page.getByRole('heading', { level: 1, name: heading, exact: true });
    await expect(found).toBeVisible();
    return found.innerText();
  }

  private async act(what: Locator, how: (one: Locator) => Promise<void>): Promise<void> {
    // What is blocked says why and stays: that would be a dead end.
    await expect(what).not.toHaveAttribute('aria-disabled', 'true', { timeout: 60_000 });
    this.done += 1;
    await how(what);
  }

  private async picture(of: string): Promise<void> {
    this.pictures += 1;
    const number = String(this.pictures).padStart(2, '0');
    const name = of.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 40);
    await this.page.screenshot({ path: this.info.outputPath(`${number}-${name}.png`), fullPage: true });
  }
}
