import { useAudit } from '../api/queries';
import type { AuditRecord } from '../api/schema';
import { Age } from '../ui/Age';
import { Button } from '../ui/Button';
import { Foreign } from '../ui/Foreign';
import { Empty, Loaded } from '../ui/notices';
import { Page } from '../ui/Page';
import { useRefusal } from '../ui/useRole';

export default function AuditPage() {
  const refusal = useRefusal('admin');
  return (
    <Page title="Audit">
      <p className="lead">
        Every command and every sign-in: who asked, from where, and what was answered. Nobody can change it.
      </p>
      {refusal ? (
        <Empty icon="audit" title="Only an admin sees the audit">
          <p>Not possible: {refusal}.</p>
        </Empty>
      ) : (
        <AuditTable />
      )}
    </Page>
  );
}

function AuditTable() {
  const audit = useAudit();
  return (
    <Loaded query={audit} label="Loading the audit" rows={10}>
      {({ pages }) => {
        const records = pages.flatMap(page => page.items);
        return records.length === 0 ? (
          <Empty icon="audit" title="Nobody has asked for anything yet" />
        ) : (
          <>
            <div className="table-frame">
              <table className="table audit">
                <thead>
                  <tr>
                    <th scope="col">When</th>
                    <th scope="col">Who</th>
                    <th scope="col">Command</th>
                    <th scope="col">Answer</th>
                    <th scope="col">From</th>
                  </tr>
                </thead>
                <tbody>
                  {records.map(record => (
                    <AuditRow key={record.id} record={record} />
                  ))}
                </tbody>
              </table>
            </div>
            {audit.hasNextPage && (
              <p className="more">
                <Button
                  blocked={audit.isFetchingNextPage ? 'they are being loaded' : undefined}
                  onClick={() => void audit.fetchNextPage()}
                >
                  Show older ones
                </Button>
              </p>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function AuditRow({ record }: { record: AuditRecord }) {
  return (
    <tr title={`${record.route}, in the log as ${record.correlationId}`}>
      <td data-label="When">
        <Age at={record.at} ago />
      </td>
      <th scope="row" data-label="Who">
        {record.caller === '-' ? <span className="muted">nobody</span> : <Foreign text={record.caller} />}
      </th>
      <td data-label="Command" className="breaks">
        <b className="method">{record.method}</b>{' '}
        <code>
          <Foreign text={record.path} />
        </code>
        {record.detail !== undefined && (
          <>
            {' '}
            <code className="muted">
              <Foreign text={record.detail} />
            </code>
          </>
        )}
      </td>
      <td data-label="Answer" className={`num ${record.status >= 400 ? 'refused' : ''}`}>
        {record.status} <span className="muted">{verdict(record.status)}</span>
      </td>
      <td data-label="From">
        <code>{record.address}</code>
      </td>
    </tr>
  );
}

function verdict(status: number): string {
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'done';
}
