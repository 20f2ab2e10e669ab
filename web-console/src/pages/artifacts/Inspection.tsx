import { Fragment, useState } from 'react';
import { api } from '../../api/client';
import { problemOf } from '../../api/problem';
import { useDeleteArtifact } from '../../api/queries';
import type { Artifact, WasmImport, WasmInspection } from '../../api/schema';
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import { ConfirmRemoval } from '../../ui/ConfirmRemoval';
import { bytes, count, dateTime } from '../../ui/format';
import { Icon } from '../../ui/Icon';
import { Panel } from '../../ui/Page';
import { go } from '../../ui/router';
import { saveFile } from '../../ui/saveFile';
import { toast } from '../../ui/toasts';
import { useRefusal } from '../../ui/useRole';
import { FORMATS, WASI } from './formats';

/** What an artifact was found to be when it was stored. */
export function Inspection({ artifact, close }: { artifact: Artifact; close: string }) {
  const [deleting, setDeleting] = useState(false);
  const remove = useDeleteArtifact();
  const refusal = useRefusal('operator');
  const inUse = artifact.usedBy.length > 0 ? `used by ${artifact.usedBy.join(', ')}` : undefined;
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
      </dl>
      {artifact.inspection.wasm && <Wasm wasm={artifact.inspection.wasm} />}
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

function byModule(imports: WasmImport[]): Map<string, WasmImport[]> {
  const modules = new Map<string, WasmImport[]>();
  for (const each of imports) modules.set(each.module, [...(modules.get(each.module) ?? []), each]);
  return modules;
}

function Wasm({ wasm }: { wasm: WasmInspection }) {
  const missing = wasm.imports.filter(each => !each.granted);
  return (
    <>
      <dl className="facts">
        <div>
          <dt>Interface</dt>
          <dd>{WASI[wasm.wasi]}</dd>
        </div>
        <div>
          <dt>Memory</dt>
          <dd>
            {wasm.memoryMinBytes === undefined ? 'not known' : `from ${bytes(wasm.memoryMinBytes)}`}
            {wasm.memoryMaxBytes === undefined
              ? ', no limit of its own'
              : ` to ${bytes(wasm.memoryMaxBytes)}`}
          </dd>
        </div>
        {Object.entries(wasm.producers ?? {}).map(([part, tools]) => (
          <div key={part}>
            <dt>{part}</dt>
            <dd>{tools.join(', ')}</dd>
          </div>
        ))}
      </dl>
      {missing.length > 0 ? (
        <p className="notice bad">
          <Icon name="warning" />
          <span>
            It cannot run here: {count(missing.length, 'import')} of it {missing.length === 1 ? 'is' : 'are'}{' '}
            not granted.
          </span>
        </p>
      ) : (
        <p className="notice quiet">
          <Icon name="checkCircle" />
          <span>Everything that it imports is granted.</span>
        </p>
      )}
      {[...byModule(wasm.imports)].map(([module, imports]) => (
        <Fragment key={module}>
          <h3>
            {count(imports.length, 'import')} from <code>{module}</code>
          </h3>
          <ul className="names">
            {imports.map(each => (
              <li key={each.name} className={each.granted ? undefined : 'tone-bad'}>
                <Icon name={each.granted ? 'check' : 'cross'} size={12} /> {each.name}
                {each.type !== 'function' && <small> {each.type}</small>}
                {!each.granted && <small> not granted</small>}
              </li>
            ))}
          </ul>
        </Fragment>
      ))}
      <h3>{count(wasm.exports.length, 'export')}</h3>
      <ul className="names">
        {wasm.exports.map(each => (
          <li key={each.name}>
            {each.name} <small>{each.type}</small>
          </li>
        ))}
      </ul>
    </>
  );
}
