import { useQuery } from '@tanstack/react-query';
import { api, expect } from './client';

/** A name comes a moment after the event of its workload's start, so networks are asked for again and again. */
export function useNetworks(enabled = true) {
  return useQuery({
    queryKey: ['networks'],
    queryFn: () => expect(api.GET('/networks')),
    refetchInterval: 5_000,
    enabled,
  });
}
