import { bytes } from '../ui/format';

type Ended = { stdout: Uint8Array; exitCode: number | undefined };

export type Sameness = { equal: boolean; text: string };

/** Whether two runs came to the same: their output byte by byte, and their exit codes. */
export function sameness(browser: Ended, server: Ended): Sameness {
  const length = Math.min(browser.stdout.length, server.stdout.length);
  const at = browser.stdout.findIndex((byte, i) => i >= length || byte !== server.stdout[i]);
  const differs = at >= 0 || browser.stdout.length < server.stdout.length;
  const parts = [
    ...(differs ? [`the output, from byte ${at >= 0 ? at : length} on`] : []),
    ...(browser.exitCode === server.exitCode
      ? []
      : [`the exit code, ${browser.exitCode ?? 'none'} here and ${server.exitCode ?? 'none'} on the server`]),
  ];
  if (parts.length > 0) {
    return {
      equal: false,
      text: `Different: ${parts.join(', and ')}. A program that asks for the time or for chance may differ from run to run.`,
    };
  }
  const output =
    browser.stdout.length === 0 ? 'no output' : `${bytes(browser.stdout.length)} of output, byte by byte`;
  return { equal: true, text: `Equal: ${output}, and exit code ${browser.exitCode}.` };
}
