import { Copied } from './Copied';
import { Foreign } from './Foreign';

/** What others find a workload by. The last name is the one that is right everywhere, so that is copied. */
export function KnownAs({ names, of }: { names: readonly string[]; of: string }) {
  const whole = names.at(-1);
  return (
    <span className="known-as">
      {names.slice(0, -1).map(name => (
        <code key={name}>
          <Foreign text={name} />
        </code>
      ))}
      {whole !== undefined && <Copied text={whole} label={`Copy the whole name of ${of}`} />}
    </span>
  );
}
