import { useAdvice, useServices } from '../../api/queries';
import type { Advice, AdviceAlternative, AdviceCost, AdviceRange, Workload } from '../../api/schema';
import { KindBadge } from '../../ui/badges';
import { bytes, count, nanos } from '../../ui/format';
import { Foreign } from '../../ui/Foreign';
import { Icon, type IconName } from '../../ui/Icon';
import { Loaded } from '../../ui/notices';
import { Panel } from '../../ui/Page';
import { Link } from '../../ui/router';
import { KINDS, type Tone } from '../../ui/states';
import { TableScroll } from '../../ui/TableScroll';

const SURE: Record<AdviceAlternative['sure'], { label: string; means: string }> = {
  high: { label: 'high', means: 'This very program was measured as this kind.' },
  low: { label: 'low', means: 'Other programs were measured as both kinds.' },
  unknown: { label: 'unknown', means: 'Nothing was measured that says it.' },
};

const VERDICTS: Record<Advice['verdict'], { icon: IconName; tone: Tone; text: (advice: Advice) => string }> =
  {
    stay: {
      icon: 'checkCircle',
      tone: 'good',
      text: ({ kind }) =>
        `Stay: as far as it was measured, nothing is to be gained by another kind than ${KINDS[kind].label}.`,
    },
    consider: {
      icon: 'info',
      tone: 'busy',
      text: ({ consider }) => `Consider ${consider ? KINDS[consider].label : 'another kind'}.`,
    },
    unknown: { icon: 'question', tone: 'doubt', text: () => 'Not known: too little was measured to say.' },
  };

/** What this workload would cost as another kind, and how sure that is. */
export function AdvicePanel({ workload }: { workload: Workload }) {
  const query = useAdvice(workload.name);
  return (
    <Panel
      title="As another kind"
      actions={query.data && <span className="muted">from {count(query.data.runs, 'run')} of it</span>}
    >
      <Loaded query={query} label="Loading the advice" rows={3}>
        {advice => <Shown advice={advice} />}
      </Loaded>
    </Panel>
  );
}

function Shown({ advice }: { advice: Advice }) {
  const services = useServices().data?.items ?? [];
  const served = services.find(each =>
    each.backends.some(({ workload }) => workload === advice.workload),
  )?.name;
  const verdict = VERDICTS[advice.verdict];
  return (
    <div className="advice">
      <p className={`verdict-line tone-${verdict.tone}`}>
        <Icon name={verdict.icon} /> {verdict.text(advice)}
      </p>
      <ul className="reasons">
        {advice.reasons.map(reason => (
          <li key={reason}>
            <Foreign text={reason} />
          </li>
        ))}
      </ul>
      {advice.alternatives.length > 0 && <Alternatives advice={advice} />}
      {served && (
        <p>
          <Link to={`/migrate?from=${advice.workload}`}>
            Migrate the service {served} to another workload
          </Link>
        </p>
      )}
      {advice.verdict === 'unknown' && (
        <p>
          <Link to="/compare">A comparison</Link> of this program in several kinds would say it.
        </p>
      )}
    </div>
  );
}

function Alternatives({ advice }: { advice: Advice }) {
  return (
    <TableScroll label="What it would cost">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col" className="right">
              Start-up
            </th>
            <th scope="col" className="right">
              Memory, peak
            </th>
            <th scope="col">How sure</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          <tr aria-current="true">
            <th scope="row">
              <KindBadge kind={advice.kind} /> <small className="muted">as it is</small>
            </th>
            <Costs cost={advice.measured} />
            <td>{advice.measured ? 'measured' : '–'}</td>
            <td className="muted">{advice.measured ? 'its own runs' : 'it has not been measured'}</td>
          </tr>
          {advice.alternatives.map(each => (
            <tr key={each.kind}>
              <th scope="row">
                <KindBadge kind={each.kind} />
              </th>
              <Costs cost={each.cost} />
              <td title={SURE[each.sure].means}>{SURE[each.sure].label}</td>
              <td>
                <Foreign text={each.words} />{' '}
                {each.comparisons.map(name => (
                  <Link key={name} to={`/compare/${name}`}>
                    {name}{' '}
                  </Link>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Costs({ cost }: { cost: AdviceCost | undefined }) {
  return (
    <>
      <td className="right num">{range(cost?.startUp, nanos)}</td>
      <td className="right num">{range(cost?.memoryPeak, bytes)}</td>
    </>
  );
}

/** One value, or from the least to the most. */
function range(value: AdviceRange | undefined, spell: (value: number) => string): string {
  if (!value) return '–';
  const [low, high] = [spell(Math.round(value.low)), spell(Math.round(value.high))];
  return low === high ? low : `${low} – ${high}`;
}
