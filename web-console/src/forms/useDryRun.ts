import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, expect } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { DryRun, WorkloadDescription } from '../api/schema';
import { parseJson, type ParsedJson } from './json';

const SETTLE_MS = 350;

export type Check =
  | { state: 'syntax'; error: string; line: number | undefined }
  | { state: 'checking' }
  | { state: 'refused'; error: unknown; problem: ApiProblem | undefined }
  | { state: 'good'; dryRun: DryRun };

/** Lets the service say what it thinks of a description while it is written. The console has no rules of its own. */
export function useDryRun(text: string): Check {
  const parsed = parseJson(text);
  const settled = useSettled(text);
  const query = useQuery({
    queryKey: ['dry-run', settled],
    queryFn: () => dryRun(settled),
    enabled: 'value' in parseJson(settled),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
    staleTime: 10_000,
  });
  return checkOf(parsed, settled !== text || query.isFetching || query.isPlaceholderData, query);
}

function checkOf(
  parsed: ParsedJson,
  unsettled: boolean,
  { data, error }: { data: DryRun | undefined; error: unknown },
): Check {
  if ('error' in parsed) return { state: 'syntax', ...parsed };
  if (unsettled) return { state: 'checking' };
  if (error) return { state: 'refused', error, problem: error instanceof ApiProblem ? error : undefined };
  return data ? { state: 'good', dryRun: data } : { state: 'checking' };
}

async function dryRun(text: string): Promise<DryRun> {
  const answer = await expect(
    api.POST('/workloads', {
      params: { query: { dryRun: true } },
      body: JSON.parse(text) as WorkloadDescription,
    }),
  );
  if (!('dryRun' in answer)) throw new Error('The service answered something else than a dry run.');
  return answer;
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
