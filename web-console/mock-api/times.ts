export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export function ago(millis: number): string {
  return new Date(Date.now() - millis).toISOString();
}
