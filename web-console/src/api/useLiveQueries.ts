import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { followEvents } from './liveEvents';
import type { Event } from './schema';
import { refreshInLists } from './workloadList';

const GATHER_MS = 250;
/** So many workloads that changed at once are asked for one by one; more are asked for as a list. */
const ONE_BY_ONE = 12;

/** The query keys that an event makes out of date; the lists of workloads are told by name. */
export function touchedBy(event: Event): unknown[][] {
  switch (event.subject.type) {
    case 'workload':
      return [['workload', event.subject.name], ['services'], ['networks'], ['events'], ['host']];
    case 'artifact':
      return [['artifacts'], ['events']];
    case 'driver':
    case 'host':
      return [['host'], ['workloads'], ['workload'], ['networks'], ['events']];
    case 'token':
      return [['tokens'], ['events']];
    case 'secret':
      return [['secrets'], ['events']];
    case 'comparison':
      return [['comparisons'], ['comparison', event.subject.name], ['events']];
    case 'service':
      return [['services'], ['events']];
    case 'migration':
      return [['migrations'], ['migration', event.subject.name], ['services'], ['events']];
    case 'volume':
      return [['volumes'], ['events']];
    case 'image':
      return [['images'], ['events']];
    case 'session':
      return [['events']];
  }
}

/** Keeps all that is shown in step with the service. A burst of events is one round of asking. */
export function useLiveQueries(): void {
  const client = useQueryClient();
  useEffect(() => {
    const controller = new AbortController();
    const gathered = new Map<string, unknown[]>();
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      for (const queryKey of gathered.values()) void client.invalidateQueries({ queryKey });
      if (changed.size > ONE_BY_ONE) void client.invalidateQueries({ queryKey: ['workloads'] });
      else for (const name of changed) void refreshInLists(client, name);
      gathered.clear();
      changed.clear();
    };
    void followEvents(
      {
        onEvent: event => {
          for (const key of touchedBy(event)) gathered.set(JSON.stringify(key), key);
          if (event.subject.type === 'workload') changed.add(event.subject.name);
          timer ??= setTimeout(flush, GATHER_MS);
        },
        onReopened: () => void client.invalidateQueries(),
      },
      controller.signal,
    );
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [client]);
}
