import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { api } from '../api/client';
import { ApiProblem, problemOf } from '../api/problem';
import type { Workload, WorkloadDescription } from '../api/schema';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Diff } from '../ui/Diff';
import { ErrorNote, Loaded } from '../ui/notices';
import { toast } from '../ui/toasts';
import { JsonEditor } from './JsonEditor';
import { lineOfField, parseJson } from './json';

type Version = { text: string; etag: string | undefined };

/** Changes a description and refuses to overwrite what somebody else changed in between. */
export function EditWorkload({ name, onClose }: { name: string; onClose: () => void }) {
  const version = useQuery({
    queryKey: ['edit', name],
    queryFn: () => read(name),
    gcTime: 0,
    staleTime: Infinity,
    refetchOnMount: 'always',
  });
  return (
    <Loaded query={version} label="Loading the description">
      {data => <Editing name={name} version={data} reload={() => void version.refetch()} onClose={onClose} />}
    </Loaded>
  );
}

type EditingProps = { name: string; version: Version; reload: () => void; onClose: () => void };

function Editing({ name, version, reload, onClose }: EditingProps) {
  const [text, setText] = useState(version.text);
  const [base, setBase] = useState(version);
  const client = useQueryClient();
  const resultId = useId();
  const parsed = parseJson(text);
  const save = useMutation({
    mutationFn: () => write(name, text, base.etag),
    onSuccess: () => {
      toast.done(`${name} was changed.`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['workload', name] }),
  });
  const conflict = save.error instanceof ApiProblem && save.error.status === 412;
  const blocked = save.isPending ? 'it is being saved' : 'error' in parsed ? 'it is not JSON yet' : undefined;
  const marked =
    save.error instanceof ApiProblem ? save.error.violations.map(each => lineOfField(text, each.field)) : [];

  return (
    <Dialog
      title={`Edit ${name}`}
      wide
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" blocked={blocked} onClick={() => save.mutate()}>
            Save
          </Button>
        </>
      }
    >
      <p className="muted">
        A change makes a new generation and replaces what runs, unless only labels differ.
      </p>
      <div id={resultId} aria-live="polite">
        {'error' in parsed && (
          <p className="tone-bad">
            {parsed.line !== undefined && `Line ${parsed.line}: `}
            {parsed.error}
          </p>
        )}
        {save.error && <ErrorNote error={save.error} />}
        {conflict && (
          <p>
            Somebody else changed it.{' '}
            <Button small onClick={reload}>
              Read it again
            </Button>
          </p>
        )}
        {base.etag !== version.etag && (
          <>
            <h3 className="diff-title">What somebody else changed meanwhile</h3>
            <Diff label="Changed by somebody else" before={base.text} after={version.text} />
            <p className="actions conflict">
              <Button
                small
                onClick={() => {
                  setText(version.text);
                  setBase(version);
                  save.reset();
                }}
              >
                Take it, and lose my changes
              </Button>
              <Button
                small
                onClick={() => {
                  setBase(version);
                  save.reset();
                }}
              >
                Keep mine, to be saved over it
              </Button>
            </p>
          </>
        )}
      </div>
      <JsonEditor
        label="Description"
        value={text}
        onChange={setText}
        marked={new Set(marked.filter(line => line !== undefined))}
        describedBy={resultId}
      />
      <h3 className="diff-title">What saving would change</h3>
      <Diff label="What saving would change" before={base.text} after={text} />
    </Dialog>
  );
}

async function read(name: string): Promise<Version> {
  const { data, error, response } = await api.GET('/workloads/{name}', { params: { path: { name } } });
  if (!response.ok || !data) throw problemOf(response.status, error);
  const { status: _ignored, ...description } = data;
  return { text: JSON.stringify(description, null, 2), etag: response.headers.get('ETag') ?? undefined };
}

async function write(name: string, text: string, etag: string | undefined): Promise<Workload> {
  const { data, error, response } = await api.PUT('/workloads/{name}', {
    params: { path: { name }, header: etag === undefined ? {} : { 'If-Match': etag } },
    body: JSON.parse(text) as WorkloadDescription,
  });
  if (!response.ok || !data) throw problemOf(response.status, error);
  return data;
}
