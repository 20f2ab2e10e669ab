import { messageOf } from '../../api/problem';
import { send, type Command } from '../../api/queries';
import type { Workload } from '../../api/schema';
import { blockedBy } from '../../ui/WorkloadActions';

export type Outcome =
  | { state: 'waiting' | 'sending' | 'accepted' }
  | { state: 'left-out' | 'refused'; reason: string };
export type BulkItem = { workload: Workload; outcome: Outcome };

const AT_ONCE = 4;

/** What would happen to each: what the service says is not possible now is left out, with its reason. */
export function bulkPlan(workloads: readonly Workload[], command: Command): BulkItem[] {
  return workloads.map(workload => {
    const reason = blockedBy(workload.status.availableActions, command);
    return {
      workload,
      outcome: reason === undefined ? { state: 'waiting' } : { state: 'left-out', reason },
    };
  });
}

/** Sends a command to each that waits, a few at a time, and tells the outcome of each as it comes. */
export async function runBulk(
  plan: readonly BulkItem[],
  command: Command,
  onOutcome: (id: string, outcome: Outcome) => void,
  call: (name: string, command: Command) => Promise<unknown> = send,
): Promise<void> {
  const waiting = plan.filter(each => each.outcome.state === 'waiting');
  const next = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      const { name, status } = item.workload;
      onOutcome(status.id, { state: 'sending' });
      try {
        await call(name, command);
        onOutcome(status.id, { state: 'accepted' });
      } catch (error) {
        onOutcome(status.id, { state: 'refused', reason: messageOf(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}
