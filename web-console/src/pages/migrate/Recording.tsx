import { useState } from 'react';
import { useEraseRecording, useRecord, useRecording } from '../../api/recordings';
import { Until } from '../../ui/Age';
import { Button } from '../../ui/Button';
import { bytes, count } from '../../ui/format';
import { ErrorNote } from '../../ui/notices';
import { useRefusal } from '../../ui/useRole';

/** Records requests of a service's clients, once somebody says that this is allowed. What was recorded is never shown. */
export function Recording({ service }: { service: string }) {
  const recording = useRecording(service).data;
  const [consent, setConsent] = useState(false);
  const record = useRecord(service);
  const erase = useEraseRecording(service);
  const refusal = useRefusal('operator');
  const blocked = refusal ?? (record.isPending ? 'it is being begun' : undefined);
  return (
    <fieldset>
      <legend>Recording</legend>
      {(record.error || erase.error) && <ErrorNote error={record.error ?? erase.error} />}
      {recording ? (
        <p role="status">
          {count(recording.recorded, 'request')} ({bytes(recording.recordedBytes)}, encrypted){' '}
          {recording.state === 'recording' ? (
            <>
              recorded so far; it ends <Until at={recording.until} />,
            </>
          ) : (
            'recorded,'
          )}{' '}
          and is erased <Until at={recording.eraseAt} /> at the latest.{' '}
          <Button small icon="trash" blocked={refusal} onClick={() => erase.mutate()}>
            Erase it
          </Button>
        </p>
      ) : (
        <>
          <label className="choice">
            <input type="checkbox" checked={consent} onChange={event => setConsent(event.target.checked)} />
            <span>
              Those whose requests are recorded agreed, or it is otherwise allowed. Credentials are never
              stored, the rest is encrypted and erased at the migration’s end.
            </span>
          </label>
          <Button
            icon="follow"
            small
            blocked={consent ? blocked : 'say first that it is allowed'}
            onClick={() => record.mutate()}
          >
            Record for ten minutes
          </Button>
        </>
      )}
    </fieldset>
  );
}
