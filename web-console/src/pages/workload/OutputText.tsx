import { useEffect, useState } from 'react';
import { spans } from '../../logs/ansi';
import { decode } from '../../logs/decode';

export const SHOWN_BYTES = 64 * 1024;

/** What a program wrote, or how it begins. What would not be seen, or would turn what stands around it, is shown by its name. */
export function OutputText({ output, label }: { output: Blob; label: string }) {
  const text = useText(output);
  return (
    <pre className="output" tabIndex={0} aria-label={label}>
      {text
        .replace(/\n$/, '')
        .split('\n')
        .map((line, i) => (
          <OutputLine key={i} line={line} />
        ))}
    </pre>
  );
}

function OutputLine({ line }: { line: string }) {
  return (
    <>
      {spans(line).map((span, i) => (
        <span key={i} className={span.classes || undefined}>
          {span.text}
        </span>
      ))}
      {'\n'}
    </>
  );
}

export function Cost({ label, value, bad = false }: { label: string; value: string; bad?: boolean }) {
  return (
    <div className={bad ? 'bad' : undefined}>
      <dt>{label}</dt>
      <dd className="num">{value}</dd>
    </div>
  );
}

function useText(output: Blob): string {
  const [text, setText] = useState('');
  useEffect(() => {
    let current = true;
    void output
      .slice(0, SHOWN_BYTES)
      .arrayBuffer()
      .then(buffer => current && setText(decode(new Uint8Array(buffer))));
    return () => {
      current = false;
    };
  }, [output]);
  return text;
}
