import type { Artifact, Workload } from '../api/schema';
import { bytes, sizeBytes } from '../ui/format';

export const MOST_MODULE_BYTES = 32 * 2 ** 20;
export const MOST_OUTPUT_BYTES = 2 ** 20;
const MOST_MEMORY_BYTES = 256 * 2 ** 20;
const USUAL_MEMORY_BYTES = 64 * 2 ** 20;
const LONGEST_MS = 10_000;
const INTERFACE = 'wasi_snapshot_preview1';

/** Why a page cannot run this workload as the server does; undefined when it can. */
export function unfitness(workload: Workload, artifact: Artifact): string | undefined {
  const { wasm } = artifact.inspection;
  if (artifact.digest !== workload.status.source?.digest) {
    return `${artifact.name} holds other bytes now than those that this workload was made of.`;
  }
  if (artifact.inspection.format !== 'wasm-module' || !wasm) {
    return 'A browser runs core modules; this is something else.';
  }
  if (wasm.wasi !== 'preview1')
    return 'The page has WASI preview 1 to offer, and the module is made for something else.';
  const foreign = wasm.imports.find(each => each.module !== INTERFACE || each.type !== 'function');
  if (foreign) return `It imports ${foreign.module}.${foreign.name}, which a page does not have.`;
  if (wasm.imports.length < wasm.counts.imports) return 'It imports more than its inspection lists.';
  if (artifact.sizeBytes > MOST_MODULE_BYTES) {
    return `It has ${bytes(artifact.sizeBytes)}; a page takes ${bytes(MOST_MODULE_BYTES)} at most.`;
  }
  const secret = Object.entries(workload.env ?? {}).find(([, value]) => typeof value !== 'string');
  if (secret) return `Its variable ${secret[0]} is a secret, and no page can read one.`;
  if ((workload.mounts ?? []).length > 0) return 'It has volumes, and those are on the server.';
  return undefined;
}

/** What the guest may have at most in a page: what its description says, within what a page can bear. */
export function limitsOf(workload: Workload): { memoryBytes: number; deadlineMs: number } {
  const { memory, timeout } = workload.resources ?? {};
  return {
    memoryBytes: Math.min(sizeBytes(memory ?? '') ?? USUAL_MEMORY_BYTES, MOST_MEMORY_BYTES),
    deadlineMs: Math.min(millisOf(timeout) ?? LONGEST_MS, LONGEST_MS),
  };
}

/** As the server calls it: the workload's name is the program's. */
export function argumentsOf(workload: Workload): { args: string[]; env: string[] } {
  return {
    args: [workload.name, ...(workload.args ?? [])],
    env: Object.entries(workload.env ?? {}).map(([name, value]) => `${name}=${String(value)}`),
  };
}

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** The milliseconds of a length of time as descriptions write it (`30s`); undefined for anything else. */
export function millisOf(text: string | undefined): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text ?? '');
  const unit = UNITS[parts?.[2] ?? ''];
  return parts && unit !== undefined ? Number(parts[1]) * unit : undefined;
}
