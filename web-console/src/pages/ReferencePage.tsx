import { useMemo, useState } from 'react';
import { useSpecification } from '../api/queries';
import { Button } from '../ui/Button';
import { FilterText } from '../ui/FilterText';
import { count } from '../ui/format';
import { Loaded } from '../ui/notices';
import { Page } from '../ui/Page';
import { TableScroll } from '../ui/TableScroll';
import { saveFile } from '../ui/saveFile';
import { Prose } from '../ui/Prose';
import { readSpec, type SpecOperation, type SpecSchema } from './reference/spec';

/** The API as the running service describes it. */
export default function ReferencePage() {
  const specification = useSpecification();
  return (
    <Page
      title="API"
      actions={
        <Button
          icon="download"
          blocked={specification.data === undefined ? 'it is being loaded' : undefined}
          onClick={() => saveFile(new Blob([specification.data ?? '']), 'openapi.yaml')}
        >
          openapi.yaml
        </Button>
      }
    >
      <Loaded query={specification} label="Loading the specification" rows={14}>
        {text => <Reference text={text} />}
      </Loaded>
    </Page>
  );
}

function Reference({ text }: { text: string }) {
  const spec = useMemo(() => readSpec(text), [text]);
  const [wanted, setWanted] = useState('');
  const needle = wanted.toLowerCase();
  const matches = (operation: SpecOperation) =>
    `${operation.method} ${operation.path} ${operation.summary} ${operation.id}`
      .toLowerCase()
      .includes(needle);
  const tags = spec.tags
    .map(tag => ({ ...tag, operations: tag.operations.filter(matches) }))
    .filter(tag => tag.operations.length > 0);
  return (
    <div className="reference">
      <details className="panel prose">
        <summary>
          {spec.title} {spec.version}: who may call, errors, units, pages
        </summary>
        <Prose text={spec.description} />
      </details>
      <div className="toolbar" role="search" aria-label="Operations">
        <FilterText label="Find an operation" value={wanted} onChange={setWanted} />
        <span className="shown muted" role="status">
          {count(
            tags.reduce((sum, tag) => sum + tag.operations.length, 0),
            'operation',
          )}
        </span>
      </div>
      {tags.map(tag => (
        <section key={tag.name} className="panel operations">
          <header>
            <h2>{tag.name}</h2>
            <span className="muted">{tag.description}</span>
          </header>
          {tag.operations.map(operation => (
            <Operation key={operation.id} operation={operation} />
          ))}
        </section>
      ))}
      {wanted === '' && <Schemas schemas={spec.schemas} />}
    </div>
  );
}

function Operation({ operation }: { operation: SpecOperation }) {
  return (
    <details className="operation">
      <summary>
        <span className={`method ${operation.method.toLowerCase()}`}>{operation.method}</span>
        <code>{operation.path}</code>
        <span className="operation-summary">{operation.summary}</span>
        <span className="role" title="The least role that may call it">
          {operation.role}
        </span>
      </summary>
      <div className="operation-body">
        {operation.description && <Prose text={operation.description} />}
        {operation.parameters.length > 0 && (
          <TableScroll label="Parameters">
            <table className="table small">
              <thead>
                <tr>
                  <th scope="col">Parameter</th>
                  <th scope="col">In</th>
                  <th scope="col">Type</th>
                  <th scope="col">Meaning</th>
                </tr>
              </thead>
              <tbody>
                {operation.parameters.map(parameter => (
                  <tr key={parameter.in + parameter.name}>
                    <th scope="row">
                      <code>{parameter.name}</code> {parameter.required && <small>required</small>}
                    </th>
                    <td>{parameter.in}</td>
                    <td>{parameter.type}</td>
                    <td>{parameter.description && <Prose text={parameter.description} />}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        )}
        {operation.body && (
          <p>
            Body <code>{operation.body}</code>
          </p>
        )}
        {operation.examples.map(example => (
          <details key={example.name} className="example">
            <summary>Example: {example.summary ?? example.name}</summary>
            <pre className="code" tabIndex={0}>
              {example.value}
            </pre>
          </details>
        ))}
        <TableScroll label="Answers">
          <table className="table small">
            <thead>
              <tr>
                <th scope="col">Answer</th>
                <th scope="col">Body</th>
                <th scope="col">Meaning</th>
              </tr>
            </thead>
            <tbody>
              {operation.answers.map(answer => (
                <tr key={answer.status}>
                  <th scope="row" className="num">
                    {answer.status}
                  </th>
                  <td>{answer.schema ?? '–'}</td>
                  <td>
                    <Prose text={answer.description} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </div>
    </details>
  );
}

function Schemas({ schemas }: { schemas: SpecSchema[] }) {
  return (
    <section className="panel operations">
      <header>
        <h2>Types</h2>
        <span className="muted">what bodies consist of</span>
      </header>
      {schemas.map(schema => (
        <details key={schema.name} className="operation">
          <summary>
            <code>{schema.name}</code>
          </summary>
          <div className="operation-body">
            <pre className="code" tabIndex={0}>
              {schema.text}
            </pre>
          </div>
        </details>
      ))}
    </section>
  );
}
