import { useState, type ReactNode } from 'react';
import { Button } from '../../ui/Button';
import { ErrorNote } from '../../ui/notices';
import { Panel } from '../../ui/Page';

type InputFormProps = {
  title: string;
  action: string;
  running: boolean;
  blocked?: string | undefined;
  error: unknown;
  submit: (input: string) => void;
  /** What stands beside the button. */
  children: ReactNode;
};

/** What a job reads from its standard input, and the button that runs it. */
export function InputForm({ title, action, running, blocked, error, submit, children }: InputFormProps) {
  const [input, setInput] = useState('');
  return (
    <Panel title={title}>
      <form
        className="fields"
        onSubmit={event => {
          event.preventDefault();
          submit(input);
        }}
      >
        <label>
          Standard input
          <textarea
            value={input}
            rows={4}
            spellCheck={false}
            placeholder="Nothing: the input is at its end at once."
            onChange={event => setInput(event.target.value)}
          />
        </label>
        <div className="invoke-bar">
          <Button
            type="submit"
            icon="play"
            look="primary"
            blocked={blocked ?? (running ? 'it is under way' : undefined)}
          >
            {running ? 'Running…' : action}
          </Button>
          <span className="muted">{children}</span>
        </div>
      </form>
      {error !== null && <ErrorNote error={error} />}
    </Panel>
  );
}
