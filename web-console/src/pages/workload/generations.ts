import type { Workload } from '../../api/schema';

type Seen = { generation: number; text: string };

/** The API tells only the present description, so what came before is what this page itself has seen. */
const seen = new Map<string, { now: Seen; before: Seen | undefined }>();

export function descriptionText({ status: _status, ...description }: Workload): string {
  return JSON.stringify(description, null, 2);
}

/** The description of the last generation before the present one that was shown here, if there was one. */
export function lastGeneration(workload: Workload): Seen | undefined {
  const { id, generation } = workload.status;
  const now = { generation, text: descriptionText(workload) };
  const known = seen.get(id);
  if (known === undefined || known.now.generation > generation) {
    seen.set(id, { now, before: undefined });
  } else if (known.now.generation < generation) {
    seen.set(id, { now, before: known.now });
  } else {
    known.now = now;
  }
  return seen.get(id)?.before;
}
