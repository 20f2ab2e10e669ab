import { useGeneration, useGenerations } from '../../api/queries';
import type { Generation, GenerationSummary } from '../../api/schema';
import { Age } from '../../ui/Age';
import { Diff } from '../../ui/Diff';
import { dateTime } from '../../ui/format';
import { Loaded } from '../../ui/notices';
import { Panel } from '../../ui/Page';
import { go, usePlace, withQuery } from '../../ui/router';
import { chosenPair, type Pair } from './generationPair';

/** Who made the description, when, and what differs from what it was. */
export function Generations({ name }: { name: string }) {
  const query = useGenerations(name);
  const place = usePlace();
  return (
    <Panel title="What changed" className="generations">
      <Loaded query={query} label="Loading the generations" rows={2}>
        {({ items }) => {
          const pair = chosenPair(items, place.query);
          return pair ? (
            <Compared name={name} kept={items} pair={pair} />
          ) : (
            <p className="muted">
              {items.map(each => (
                <Only key={each.generation} made={each} />
              ))}
            </p>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Only({ made }: { made: GenerationSummary }) {
  return made.generation === 1 ? (
    <>
      It was never changed. <Made made={made} />
    </>
  ) : (
    <>
      What it was before generation {made.generation} is not on record. <Made made={made} />
    </>
  );
}

function Compared({ name, kept, pair }: { name: string; kept: GenerationSummary[]; pair: Pair }) {
  const place = usePlace();
  const choose = (key: 'from' | 'to') => (value: string) =>
    go(withQuery(place, { [key]: value }), { replace: true });
  return (
    <>
      <div className="generation-pair">
        <Choice label="From" kept={kept} value={pair.before} onChange={choose('from')} />
        <Choice label="To" kept={kept} value={pair.after} onChange={choose('to')} />
        <p className="muted">
          <Made made={pair.after} />
        </p>
      </div>
      <Difference key={`${pair.before.generation} ${pair.after.generation}`} name={name} pair={pair} />
    </>
  );
}

type ChoiceProps = {
  label: string;
  kept: GenerationSummary[];
  value: GenerationSummary;
  onChange: (value: string) => void;
};

function Choice({ label, kept, value, onChange }: ChoiceProps) {
  return (
    <label className="select">
      <span className="muted">{label}</span>
      <select value={value.generation} onChange={event => onChange(event.target.value)}>
        {kept.map(each => (
          <option key={each.generation} value={each.generation}>
            Generation {each.generation}
            {each.createdAt && `, ${dateTime(each.createdAt)}`}
            {each.createdBy && `, ${each.createdBy}`}
          </option>
        ))}
      </select>
    </label>
  );
}

function Made({ made }: { made: GenerationSummary }) {
  const { generation, createdAt, createdBy } = made;
  if (createdAt === undefined && createdBy === undefined) return null;
  return (
    <>
      Generation {generation} was made
      {createdBy !== undefined && (
        <>
          {' '}
          by <b>{createdBy}</b>
        </>
      )}
      {createdAt !== undefined && (
        <>
          {' '}
          <Age at={createdAt} ago />
        </>
      )}
      .
    </>
  );
}

function Difference({ name, pair }: { name: string; pair: Pair }) {
  const before = useGeneration(name, pair.before.generation);
  const after = useGeneration(name, pair.after.generation);
  return (
    <Loaded query={before} label={`Loading generation ${pair.before.generation}`} rows={4}>
      {earlier => (
        <Loaded query={after} label={`Loading generation ${pair.after.generation}`} rows={4}>
          {later => (
            <Diff
              label={`What is different from generation ${earlier.generation}`}
              before={text(earlier)}
              after={text(later)}
            />
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

function text({ description }: Generation): string {
  return JSON.stringify(description, null, 2);
}
