import { nanos } from './format';
import { PHASES } from './states';
import type { StartUp } from './startUp';

/**
 * A start-up as one bar of phases. `whole` is the length that the full width stands for: the start-up itself on its own
 * page, the longest one in a list, so that bars can be compared by eye on one linear scale.
 */
export function PhaseBar({
  startUp,
  whole,
  tall = false,
}: {
  startUp: StartUp;
  whole: number;
  tall?: boolean;
}) {
  const said = startUp.parts.map(part => `${PHASES[part.name].label} ${nanos(part.nanos)}`).join(', ');
  return (
    <span className={tall ? 'phasebar tall' : 'phasebar'} role="img" aria-label={said} title={said}>
      {startUp.parts.map(part => (
        <span
          key={part.name}
          className={`phase-${part.name}`}
          style={{ width: `${whole > 0 ? (100 * part.nanos) / whole : 0}%` }}
        />
      ))}
    </span>
  );
}
