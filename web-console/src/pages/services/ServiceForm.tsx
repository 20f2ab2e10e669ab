import { useId, useState, type FormEvent } from 'react';
import { serviceToEdit, usePutService } from '../../api/queries';
import type { BackendDescription, Service, ServiceDescription, ServiceProtocol } from '../../api/schema';
import { allItems, useWorkloads } from '../../api/workloadList';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { NameField } from '../../ui/NameField';
import { ErrorNote } from '../../ui/notices';
import { go } from '../../ui/router';
import { toast } from '../../ui/toasts';

type Row = { workload: string; port: string; weight: string };

function rowsOf(service: Service | undefined, of: string): Row[] {
  const rows = (service?.backends ?? []).map(each => ({
    workload: each.workload,
    port: each.port ?? '',
    weight: String(each.weight ?? 1),
  }));
  return rows.length > 0 ? rows : [{ workload: of, port: '', weight: '1' }];
}

function backendsOf(rows: Row[]): BackendDescription[] {
  return rows
    .filter(row => row.workload !== '')
    .map(row => ({
      workload: row.workload,
      weight: Number(row.weight),
      ...(row.port !== '' && { port: row.port }),
    }));
}

/** What is not in the form stays as it is. */
function described(service: Service | undefined): ServiceDescription {
  if (!service) return {};
  const { name: _name, status: _status, ...description } = service;
  return description;
}

type ServiceFormProps = { service?: Service; of?: string; onClose: () => void };

/** Makes a service, `of` a workload when it is given, or changes a service. */
export function ServiceForm({ service, of = '', onClose }: ServiceFormProps) {
  const [name, setName] = useState(service?.name ?? of);
  const [protocol, setProtocol] = useState<ServiceProtocol>(service?.protocol ?? 'http');
  const [port, setPort] = useState(String(service?.port ?? 0));
  const [rows, setRows] = useState(() => rowsOf(service, of));
  const [failure, setFailure] = useState<unknown>();
  const put = usePutService();
  const offered = useId();
  const change = (index: number, part: Partial<Row>) =>
    setRows(rows.map((row, i) => (i === index ? { ...row, ...part } : row)));
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    setFailure(undefined);
    try {
      const etag = service ? (await serviceToEdit(service.name)).etag : undefined;
      const body = { ...described(service), protocol, port: Number(port), backends: backendsOf(rows) };
      await put.mutateAsync({ name, etag, body });
      toast.done(`The service ${name} is served.`);
      if (service) onClose();
      else go(`/services/${name}`);
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <Dialog
      title={service ? `Edit ${service.name}` : 'Make a service'}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            blocked={put.isPending ? 'it is being done' : name === '' ? 'it needs a name' : undefined}
            onClick={() => void submit()}
          >
            {service ? 'Save' : 'Make'}
          </Button>
        </>
      }
    >
      <form className="fields" onSubmit={event => void submit(event)}>
        {!service && <NameField value={name} onChange={setName} />}
        <label>
          Protocol
          <select value={protocol} onChange={event => setProtocol(event.target.value as ServiceProtocol)}>
            <option value="http">http</option>
            <option value="tcp">tcp</option>
          </select>
        </label>
        <label>
          Port, 0 for a free one
          <input
            type="number"
            min={0}
            max={65535}
            value={port}
            onChange={event => setPort(event.target.value)}
          />
        </label>
        <fieldset>
          <legend>Backends</legend>
          <Offered id={offered} />
          {rows.map((row, i) => (
            <div key={i} className="backend-row">
              <label>
                Workload
                <input
                  value={row.workload}
                  maxLength={63}
                  list={offered}
                  spellCheck={false}
                  onChange={event => change(i, { workload: event.target.value })}
                />
              </label>
              <label>
                Its port
                <input
                  value={row.port}
                  maxLength={63}
                  placeholder="the only one"
                  spellCheck={false}
                  onChange={event => change(i, { port: event.target.value })}
                />
              </label>
              <label>
                Weight
                <input
                  type="number"
                  min={0}
                  max={1000}
                  value={row.weight}
                  onChange={event => change(i, { weight: event.target.value })}
                />
              </label>
              <Button
                icon="trash"
                look="ghost"
                small
                aria-label={`Remove backend ${i + 1}`}
                title="Remove"
                onClick={() => setRows(rows.filter((_, at) => at !== i))}
              />
            </div>
          ))}
          <Button
            icon="plus"
            small
            onClick={() => setRows([...rows, { workload: '', port: '', weight: '1' }])}
          >
            Add a backend
          </Button>
        </fieldset>
      </form>
      {failure !== undefined && <ErrorNote error={failure} />}
    </Dialog>
  );
}

/** The workloads that can stand behind a service. */
function Offered({ id }: { id: string }) {
  const pages = useWorkloads({}).data?.pages ?? [];
  return (
    <datalist id={id}>
      {allItems(pages)
        .filter(each => each.lifecycle === 'service')
        .map(({ name }) => (
          <option key={name} value={name} />
        ))}
    </datalist>
  );
}
