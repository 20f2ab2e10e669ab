import type { Host, HostResources } from '../../api/schema';
import { Age } from '../../ui/Age';
import { bytes } from '../../ui/format';
import { Panel } from '../../ui/Page';

const SHARES: { key: keyof HostResources; label: string; show: (value: number) => string }[] = [
  { key: 'cpus', label: 'Processors', show: value => `${Number(value.toFixed(2))}` },
  { key: 'memoryBytes', label: 'Memory', show: bytes },
  { key: 'diskBytes', label: 'Disk', show: bytes },
];

export function Capacity({ host }: { host: Host }) {
  return (
    <Panel
      title="This host"
      className="capacity"
      actions={
        <span className="muted">
          {host.system.operatingSystem} · {host.system.kernel} · {host.system.architecture} · Triptych{' '}
          {host.version}, up <Age at={host.startedAt} />
        </span>
      }
    >
      <div className="meters">
        {SHARES.map(({ key, label, show }) => {
          const capacity = host.capacity[key];
          if (capacity === undefined) return null;
          return (
            <Meter
              key={key}
              label={label}
              capacity={capacity}
              allotted={host.allotted[key]}
              available={host.available[key]}
              show={show}
            />
          );
        })}
      </div>
    </Panel>
  );
}

type MeterProps = {
  label: string;
  capacity: number;
  allotted: number | undefined;
  available: number | undefined;
  show: (value: number) => string;
};

/** What is in use now, and a mark where everything that may be used ends. */
function Meter({ label, capacity, allotted, available, show }: MeterProps) {
  const share = (value: number) => `${Math.min(100, Math.max(0, (100 * value) / capacity))}%`;
  const used = available === undefined ? undefined : Math.max(0, capacity - available);
  return (
    <div className="meter">
      <div className="meter-head">
        <h3>{label}</h3>
        <span className="num">{show(capacity)}</span>
      </div>
      <div className="track" aria-hidden="true">
        {used !== undefined && <span className="used" style={{ width: share(used) }} />}
        {allotted !== undefined && allotted > 0 && (
          <span className="mark" style={{ left: share(allotted) }} />
        )}
      </div>
      <dl>
        {used !== undefined && (
          <div>
            <dt className="key-used">In use</dt>
            <dd className="num">{show(used)}</dd>
          </div>
        )}
        {allotted !== undefined && (
          <div>
            <dt className="key-mark">Allotted</dt>
            <dd className="num">{show(allotted)}</dd>
          </div>
        )}
        {available !== undefined && (
          <div>
            <dt>Free</dt>
            <dd className="num">{show(available)}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}
