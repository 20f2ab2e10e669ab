import { useMutation, useQuery } from '@tanstack/react-query';
import { artifactOf, checkedBytes } from '../../api/artifactBytes';
import { invoke, type Answer } from '../../api/invoke';
import { messageOf } from '../../api/problem';
import type { Artifact, Workload } from '../../api/schema';
import { argumentsOf, limitsOf, MOST_OUTPUT_BYTES, unfitness } from '../../browserRun/fitness';
import { sameness, type Sameness } from '../../browserRun/sameness';
import { runInBrowser, type BrowserAnswer } from '../../browserRun/runInBrowser';
import { decode, decodeBytes } from '../../logs/decode';
import { bytes, nanos, shortDigest } from '../../ui/format';
import { Foreign } from '../../ui/Foreign';
import { Icon } from '../../ui/Icon';
import { Loaded } from '../../ui/notices';
import { Panel } from '../../ui/Page';
import { useRefusal } from '../../ui/useRole';
import { InputForm } from './InputForm';
import { Cost, OutputText } from './OutputText';

type Runs = { browser: BrowserAnswer; server: Answer | { refused: string }; same: Sameness | undefined };

/** The same bytes here and there: in this page, in a worker that holds no credentials, and on the server. */
export default function BrowserTab({ workload }: { workload: Workload }) {
  const name = workload.source.artifact;
  const artifact = useQuery({
    queryKey: ['artifact', name ?? null],
    queryFn: () => artifactOf(name ?? ''),
    enabled: name !== undefined,
  });
  if (name === undefined)
    return <NotHere reason="Its module is in an image, and a page gets artifacts alone." />;
  return (
    <Loaded query={artifact} label="Loading the artifact" rows={4}>
      {found => {
        const reason = unfitness(workload, found);
        if (reason !== undefined) return <NotHere reason={reason} />;
        return <Both workload={workload} artifact={found} />;
      }}
    </Loaded>
  );
}

function NotHere({ reason }: { reason: string }) {
  return (
    <Panel title="Run in the browser">
      <p className="notice quiet">
        <Icon name="info" />
        <span>
          It cannot be run in this page. <Foreign text={reason} />
        </span>
      </p>
    </Panel>
  );
}

function Both({
  workload,
  artifact: { name: artifact, digest },
}: {
  workload: Workload;
  artifact: Artifact;
}) {
  const refusal = useRefusal('operator');
  const limits = limitsOf(workload);
  const run = useMutation({
    mutationFn: async (text: string): Promise<Runs> => {
      const typed = new TextEncoder().encode(text);
      const module = await checkedBytes(artifact, digest);
      const order = {
        module,
        ...argumentsOf(workload),
        input: typed.slice(),
        outputBytes: MOST_OUTPUT_BYTES,
      };
      // One after the other, so that neither takes the processor from the other.
      const browser = await runInBrowser({ ...order, memoryBytes: limits.memoryBytes }, limits.deadlineMs);
      const server = await serverRun(workload.name, typed, refusal);
      if ('refused' in server) return { browser, server, same: undefined };
      const stdout = new Uint8Array(await server.output.arrayBuffer());
      return { browser, server, same: sameness(browser, { stdout, exitCode: server.exitCode }) };
    },
  });
  return (
    <div className="invoke">
      <InputForm
        title="Run in the browser"
        action="Run here and there"
        running={run.isPending}
        error={run.error}
        submit={run.mutate}
      >
        At most {limits.deadlineMs / 1000} s, {bytes(limits.memoryBytes)} of memory and{' '}
        {bytes(MOST_OUTPUT_BYTES)} of output, in a worker that can reach nothing.
      </InputForm>
      {run.data && <Answers key={run.submittedAt} runs={run.data} digest={digest} />}
    </div>
  );
}

async function serverRun(name: string, input: Uint8Array<ArrayBuffer>, refusal: string | undefined) {
  if (refusal !== undefined) return { refused: refusal };
  try {
    return await invoke(name, new Blob([input], { type: 'application/octet-stream' }));
  } catch (error) {
    return { refused: messageOf(error) };
  }
}

function Answers({ runs: { browser, server, same }, digest }: { runs: Runs; digest: string }) {
  const { timing } = browser;
  return (
    <>
      <Verdict same={same} />
      <div className="here-and-there">
        <Panel title="In this browser">
          <dl className="counts">
            <Cost label="Exit code" value={String(browser.exitCode ?? '–')} bad={browser.exitCode !== 0} />
            <Cost label="Compile" value={millis(timing.compile)} />
            <Cost label="Start to first output" value={millis(timing.start)} />
            <Cost label="Start to end" value={millis(timing.whole)} />
            <Cost
              label="Memory at the end"
              value={browser.memoryBytes === undefined ? '–' : bytes(browser.memoryBytes)}
            />
          </dl>
          {browser.failure && <Ended text={browser.failure} />}
          <Output output={new Blob([browser.stdout])} label="Output in this browser" />
          {browser.stderr.length > 0 && <Errors text={decode(browser.stderr)} />}
        </Panel>
        <Panel title="On the server">
          {'refused' in server ? (
            <Ended text={server.refused} />
          ) : (
            <>
              <dl className="counts">
                <Cost label="Exit code" value={String(server.exitCode)} bad={server.exitCode !== 0} />
                <Cost
                  label="Took"
                  value={server.durationNanos === undefined ? '–' : nanos(server.durationNanos)}
                />
                <Cost label="CPU time" value={server.cpuNanos === undefined ? '–' : nanos(server.cpuNanos)} />
                <Cost
                  label="Memory, peak"
                  value={server.memoryPeakBytes === undefined ? '–' : bytes(server.memoryPeakBytes)}
                />
                <Cost label="Engine" value={server.engine ?? '–'} />
              </dl>
              <Output output={server.output} label="Output on the server" />
              {server.errors && <Errors text={decodeBytes(server.errors)} />}
            </>
          )}
        </Panel>
      </div>
      <p className="caption">
        The same bytes: this page found them to be <code title={digest}>{shortDigest(digest)}</code> before it
        ran them. Its times are of the worker’s own clock (performance.now(), steps of up to 0.1 ms) and of
        one run: compile is until the browser has a module of these bytes, start begins after that. The
        server’s are its engine’s, with a compiled module at hand; so the two are not to be compared line by
        line.
      </p>
    </>
  );
}

function Verdict({ same }: { same: Sameness | undefined }) {
  if (same === undefined) return null;
  return (
    <p className={`notice ${same.equal ? 'quiet' : 'doubt'}`} role="status">
      <Icon name={same.equal ? 'checkCircle' : 'warning'} />
      <span>{same.text}</span>
    </p>
  );
}

function Ended({ text }: { text: string }) {
  return (
    <p className="notice doubt">
      <Icon name="warning" />
      <span>
        <Foreign text={text} />
      </span>
    </p>
  );
}

function Errors({ text }: { text: string }) {
  return (
    <p className="notice doubt">
      <span>
        <b>Standard error:</b> <Foreign text={text} />
      </span>
    </p>
  );
}

function Output({ output, label }: { output: Blob; label: string }) {
  return output.size === 0 ? (
    <p className="muted">It wrote nothing.</p>
  ) : (
    <OutputText output={output} label={label} />
  );
}

function millis(value: number | undefined): string {
  return value === undefined ? '–' : nanos(Math.round(value * 1e6));
}
