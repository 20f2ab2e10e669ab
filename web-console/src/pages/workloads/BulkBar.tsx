import { useState } from 'react';
import type { Command } from '../../api/queries';
import { Button } from '../../ui/Button';
import { count } from '../../ui/format';
import { go, makeOf } from '../../ui/router';
import { useRefusal } from '../../ui/useRole';
import { COMMANDS } from '../../ui/WorkloadActions';
import { MOST_VARIANTS } from '../compare/draft';
import { BulkDialog } from './BulkDialog';
import { bulkPlan } from './bulk';
import type { Selection } from './useSelection';

const OFFERED: Command[] = ['start', 'stop', 'delete'];

/** What can be done with all that are chosen. It lies above the page, so that nothing moves when it comes. */
export function BulkBar({ selection }: { selection: Selection }) {
  const [asking, setAsking] = useState<{ command: Command; chosen: Selection['items'] }>();
  const refusal = useRefusal('operator');
  return (
    <>
      {selection.items.length > 0 && (
        <div className="bulk" role="region" aria-label="With the chosen workloads">
          <span className="num" role="status">
            {count(selection.items.length, 'workload')} chosen
          </span>
          {OFFERED.map(command => {
            const possible = bulkPlan(selection.items, command).some(
              each => each.outcome.state === 'waiting',
            );
            const blocked = refusal ?? (possible ? undefined : 'possible with none of the chosen now');
            return (
              <Button
                key={command}
                small
                icon={COMMANDS[command].icon}
                look={command === 'delete' ? 'danger' : 'plain'}
                blocked={blocked}
                onClick={() => setAsking({ command, chosen: selection.items })}
              >
                {COMMANDS[command].label}
              </Button>
            );
          })}
          <Button
            small
            icon="compare"
            blocked={refusal ?? incomparable(selection.items.length)}
            onClick={() =>
              go(
                makeOf(
                  '/compare',
                  selection.items.map(each => each.name),
                ),
              )
            }
          >
            Compare
          </Button>
          <Button small look="ghost" icon="cross" aria-label="Choose none" onClick={selection.clear} />
        </div>
      )}
      {asking && (
        <BulkDialog command={asking.command} workloads={asking.chosen} onClose={() => setAsking(undefined)} />
      )}
    </>
  );
}

function incomparable(chosen: number): string | undefined {
  if (chosen < 2) return 'a comparison needs two';
  return chosen > MOST_VARIANTS ? `a comparison has at most ${MOST_VARIANTS}` : undefined;
}
