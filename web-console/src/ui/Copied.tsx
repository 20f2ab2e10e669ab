import { CopyButton } from './CopyButton';
import { Foreign } from './Foreign';

/** A text to be used elsewhere, with the button that copies it beside it. */
export function Copied({ text, label }: { text: string; label: string }) {
  return (
    <span className="copied">
      <code>
        <Foreign text={text} />
      </code>
      <CopyButton text={text} label={label} />
    </span>
  );
}
