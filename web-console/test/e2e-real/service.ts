import { expect, type APIRequestContext, type Page } from '@playwright/test';

export const TOKEN = process.env.TRIPTYCH_TOKEN ?? '';
export const bearer = { Authorization: `Bearer ${TOKEN}` };
/** For names of this run alone, so that it can be repeated on the same host. */
export const RUN = Date.now().toString(36);

const WORKLOADS = '/api/v1/workloads';

export async function signIn(page: Page): Promise<void> {
  expect(TOKEN, 'TRIPTYCH_TOKEN is not set').not.toBe('');
  const complaints: string[] = [];
  page.on('console', message => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  await page.goto('/');
  await page.getByLabel('Token').fill(TOKEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  expect(complaints).toEqual([]);
}

/** Creates a workload and answers it when it is ready, or has ended. */
export async function launch(request: APIRequestContext, description: object): Promise<Launched> {
  const answer = await request.post(`${WORKLOADS}?wait=ready&timeout=4m`, {
    headers: bearer,
    data: description,
    timeout: 250_000,
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as Launched;
}

export type Launched = { status: { endpoints: { host: string; port: number; url?: string }[] } };

export async function remove(request: APIRequestContext, path: string): Promise<void> {
  await request.delete(`/api/v1/${path}`, { headers: bearer, timeout: 150_000 });
}

export function removeWorkload(request: APIRequestContext, name: string): Promise<void> {
  return remove(request, `workloads/${name}?wait=gone&timeout=2m`);
}

export async function outputOf(request: APIRequestContext, name: string): Promise<string> {
  const answer = await request.get(`${WORKLOADS}/${name}/logs?stream=stdout`, {
    headers: { ...bearer, Accept: 'text/plain' },
  });
  expect(answer.status()).toBe(200);
  return answer.text();
}
