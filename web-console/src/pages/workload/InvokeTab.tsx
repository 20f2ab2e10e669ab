import type { Answer } from '../../api/invoke';
import { useInvocation } from '../../api/queries';
import type { Workload } from '../../api/schema';
import { decodeBytes } from '../../logs/decode';
import { Button } from '../../ui/Button';
import { bytes, nanos } from '../../ui/format';
import { Foreign } from '../../ui/Foreign';
import { Panel } from '../../ui/Page';
import { saveFile } from '../../ui/saveFile';
import { useRefusal } from '../../ui/useRole';
import { InputForm } from './InputForm';
import { Cost, OutputText, SHOWN_BYTES } from './OutputText';

/** Calls the job as a function: what is typed is its input, what it writes is the answer. */
export function InvokeTab({ workload }: { workload: Workload }) {
  const refusal = useRefusal('operator');
  const call = useInvocation(workload.name);
  return (
    <div className="invoke">
      <InputForm
        title="Invoke"
        action="Invoke"
        running={call.isPending}
        blocked={refusal}
        error={call.error}
        submit={input => call.mutate(new Blob([input], { type: 'application/octet-stream' }))}
      >
        A fresh run each time; it is counted, and leaves no run and no log.
      </InputForm>
      {call.data && <AnswerPanel key={call.submittedAt} answer={call.data} name={workload.name} />}
    </div>
  );
}

function AnswerPanel({ answer, name }: { answer: Answer; name: string }) {
  const failed = answer.exitCode !== 0;
  return (
    <Panel
      title="Answer"
      actions={
        <Button small icon="download" onClick={() => saveFile(answer.output, `${name}-output.bin`)}>
          Save
        </Button>
      }
    >
      <div role="status">
        <dl className="counts">
          <Cost label="Exit code" value={String(answer.exitCode)} bad={failed} />
          <Cost label="Took" value={answer.durationNanos === undefined ? '–' : nanos(answer.durationNanos)} />
          <Cost label="CPU time" value={answer.cpuNanos === undefined ? '–' : nanos(answer.cpuNanos)} />
          <Cost
            label="Memory, peak"
            value={answer.memoryPeakBytes === undefined ? '–' : bytes(answer.memoryPeakBytes)}
          />
          <Cost label="Output" value={bytes(answer.output.size)} />
          <Cost label="Engine" value={answer.engine ?? '–'} />
        </dl>
      </div>
      {answer.output.size === 0 && <p className="muted">It wrote nothing.</p>}
      {answer.output.size > 0 && <OutputText output={answer.output} label="Standard output" />}
      {answer.output.size > SHOWN_BYTES && (
        <p className="muted">The first {bytes(SHOWN_BYTES)} are shown; Save has all of it.</p>
      )}
      {answer.errors && (
        <div className="notice doubt">
          <div>
            <p>
              <b>Standard error, its end:</b> <Foreign text={decodeBytes(answer.errors)} />
            </p>
          </div>
        </div>
      )}
    </Panel>
  );
}
