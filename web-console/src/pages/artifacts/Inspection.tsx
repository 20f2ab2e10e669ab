import { useState } from 'react';
import { api } from '../../api/client';
import { problemOf } from '../../api/problem';
import { useDeleteArtifact } from '../../api/queries';
import type { Artifact } from '../../api/schema';
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import { ConfirmRemoval } from '../../ui/ConfirmRemoval';
import { bytes, dateTime } from '../../ui/format';
import { Panel } from '../../ui/Page';
import { go } from '../../ui/router';
import { saveFile } from '../../ui/saveFile';
import { toast } from '../../ui/toasts';
import { firstOf } from '../../ui/UsedBy';
import { useRefusal } from '../../ui/useRole';
import { FORMATS } from './formats';
import { WasmDetails } from './WasmDetails';

/** What an artifact was found to be when it was stored. */
export function Inspection({ artifact, close }: { artifact: Artifact; close: string }) {
  const [deleting, setDeleting] = useState(false);
  const remove = useDeleteArtifact();
  const refusal = useRefusal('operator');
  const inUse = artifact.usedByCount > 0 ? `used by ${firstOf(artifact)}` : undefined;
  return (
    <Panel
      title={artifact.name}
      className="inspection"
      actions={
        <span className="actions">
          <Button icon="download" small onClick={() => void download(artifact.name)}>
            Download
          </Button>
          <Button
            icon="trash"
            look="danger"
            small
            blocked={refusal ?? inUse}
            onClick={() => setDeleting(true)}
          >
            Delete
          </Button>
          <Button
            icon="cross"
            look="ghost"
            small
            aria-label="Close the details"
            onClick={() => go(close, { replace: true })}
          />
        </span>
      }
    >
      <dl className="facts">
        <div>
          <dt>Format</dt>
          <dd>{FORMATS[artifact.inspection.format]}</dd>
        </div>
        <div>
          <dt>Size</dt>
          <dd>
            {bytes(artifact.sizeBytes)}{' '}
            <span className="muted num">{artifact.sizeBytes.toLocaleString('en')} bytes</span>
          </dd>
        </div>
        <div className="wide">
          <dt>Digest</dt>
          <dd className="digest">
            <code>{artifact.digest}</code>
            <CopyButton text={artifact.digest} label="Copy the digest" />
          </dd>
        </div>
        <div>
          <dt>Stored</dt>
          <dd className="num">{dateTime(artifact.createdAt)}</dd>
        </div>
        {artifact.inspection.disk && (
          <div>
            <dt>Virtual size</dt>
            <dd>{bytes(artifact.inspection.disk.virtualSizeBytes)}</dd>
          </div>
        )}
        {artifact.inspection.disk?.clusterSizeBytes !== undefined && (
          <div>
            <dt>Cluster size</dt>
            <dd>{bytes(artifact.inspection.disk.clusterSizeBytes)}</dd>
          </div>
        )}
      </dl>
      {artifact.inspection.wasm && <WasmDetails wasm={artifact.inspection.wasm} />}
      {deleting && (
        <ConfirmRemoval
          title={`Delete ${artifact.name}?`}
          name={artifact.name}
          removal={remove}
          done={`${artifact.name} was deleted.`}
          onDone={() => go(close, { replace: true })}
          onClose={() => setDeleting(false)}
        >
          <p>Its bytes go when no name and no workload needs them.</p>
        </ConfirmRemoval>
      )}
    </Panel>
  );
}

async function download(name: string): Promise<void> {
  try {
    const { data, error, response } = await api.GET('/artifacts/{name}/content', {
      params: { path: { name } },
      parseAs: 'blob',
    });
    if (!response.ok || !data) throw problemOf(response.status, error);
    saveFile(data as unknown as Blob, name);
  } catch (error) {
    toast.failed(`Download ${name}`, error);
  }
}
