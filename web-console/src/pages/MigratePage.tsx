import { useState } from 'react';
import { useCreateMigration } from '../api/migrations';
import { useServices, useWorkload } from '../api/queries';
import type { Service } from '../api/schema';
import { Button } from '../ui/Button';
import { Empty, ErrorNote, Loaded } from '../ui/notices';
import { Page } from '../ui/Page';
import { go, Link, usePlace } from '../ui/router';
import { toast } from '../ui/toasts';
import { useRefusal } from '../ui/useRole';
import { AssessStep } from './migrate/AssessStep';
import { beginning, blockedAt, requestOf, STEPS, type Draft, type Step } from './migrate/draft';
import { ReviewStep } from './migrate/ReviewStep';
import { RolloutStep } from './migrate/RolloutStep';
import { ServiceStep } from './migrate/ServiceStep';
import { TargetStep } from './migrate/TargetStep';
import { VerifyStep } from './migrate/VerifyStep';

const TITLES: Record<Step, string> = {
  service: 'Service',
  target: 'New workload',
  assess: 'Assessment',
  verify: 'Answers',
  rollout: 'Steps and gates',
  review: 'Review',
};

/** A new migration, step by step. `?service=` or `?from=` say where it begins. */
export default function MigratePage() {
  const services = useServices();
  return (
    <Page title="New migration">
      <p className="lead">
        <Link to="/migrations">All migrations</Link>
      </p>
      <Loaded query={services} label="Loading services">
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="services" title="There is no service to move">
              <p>
                <Link to="/services">Make a service</Link> with a workload behind it first.
              </p>
            </Empty>
          ) : (
            <Wizard services={items} />
          )
        }
      </Loaded>
    </Page>
  );
}

function first(services: Service[], query: URLSearchParams): Draft {
  const from = query.get('from');
  const service =
    services.find(each => each.name === query.get('service')) ??
    services.find(each => each.backends.some(backend => backend.workload === from)) ??
    services[0];
  return beginning(service?.name ?? '', from ?? service?.backends[0]?.workload ?? '');
}

function Wizard({ services }: { services: Service[] }) {
  const { query } = usePlace();
  const [draft, setDraft] = useState(() => first(services, query));
  const [step, setStep] = useState<Step>('service');
  const change = (part: Partial<Draft>) => setDraft(before => ({ ...before, ...part }));
  const old = useWorkload(draft.from).data;
  const create = useCreateMigration();
  const refusal = useRefusal('operator');
  const at = STEPS.indexOf(step);
  const assessable = old?.kind === 'container';
  const blocked = blockedAt(step, draft);
  const submit = () =>
    create.mutate(requestOf(draft, assessable), {
      onSuccess: made => {
        toast.done(`${made.name} has begun.`);
        go(`/migrations/${made.name}`);
      },
    });
  return (
    <div className="wizard">
      <ol className="steps" aria-label="Steps">
        {STEPS.map((each, i) => (
          <li key={each} aria-current={each === step ? 'step' : undefined}>
            <Button
              look="ghost"
              small
              blocked={i > at ? 'it comes later' : undefined}
              onClick={() => setStep(each)}
            >
              {i + 1}. {TITLES[each]}
            </Button>
          </li>
        ))}
      </ol>
      <section aria-label={`Step ${at + 1}, ${TITLES[step]}`}>
        {step === 'service' && <ServiceStep services={services} draft={draft} change={change} />}
        {step === 'target' && <TargetStep old={old} draft={draft} change={change} />}
        {step === 'assess' && <AssessStep old={old} draft={draft} change={change} />}
        {step === 'verify' && <VerifyStep draft={draft} change={change} />}
        {step === 'rollout' && <RolloutStep draft={draft} change={change} />}
        {step === 'review' && (
          <ReviewStep request={requestOf(draft, assessable)} draft={draft} change={change} />
        )}
      </section>
      {create.error && <ErrorNote error={create.error} />}
      <div className="wizard-bar">
        <Button
          blocked={at === 0 ? 'this is the first step' : undefined}
          onClick={() => setStep(STEPS[at - 1] ?? step)}
        >
          Back
        </Button>
        {step === 'review' ? (
          <Button
            look="primary"
            icon="migrate"
            blocked={create.isPending ? 'it is being begun' : refusal}
            onClick={submit}
          >
            Start the migration
          </Button>
        ) : (
          <Button look="primary" blocked={blocked} onClick={() => setStep(STEPS[at + 1] ?? step)}>
            Next
          </Button>
        )}
      </div>
    </div>
  );
}
