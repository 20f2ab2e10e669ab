import { Fragment } from 'react';
import type { WasmImport, WasmInspection, WasmNeed, WasmSection } from '../../api/schema';
import { bytes, count } from '../../ui/format';
import { Icon } from '../../ui/Icon';
import { TableScroll } from '../../ui/TableScroll';
import { POWERS, WASI, grantText } from './formats';

/** What a module or component says about itself, before anything of it is run. */
export function WasmDetails({ wasm }: { wasm: WasmInspection }) {
  return (
    <>
      <dl className="facts">
        <div>
          <dt>Interface</dt>
          <dd>{WASI[wasm.wasi]}</dd>
        </div>
        <div>
          <dt>Written in</dt>
          <dd>{wasm.languages.length > 0 ? wasm.languages.join(', ') : 'it does not say'}</dd>
        </div>
        <div>
          <dt>Memory</dt>
          <dd>
            {wasm.memoryMinBytes === undefined ? 'not known' : `from ${bytes(wasm.memoryMinBytes)}`}
            {wasm.memoryMaxBytes === undefined
              ? ', no limit of its own'
              : ` to ${bytes(wasm.memoryMaxBytes)}`}
          </dd>
        </div>
        {Object.entries(wasm.producers ?? {}).map(([part, tools]) => (
          <div key={part}>
            <dt>{part}</dt>
            <dd>{tools.join(', ')}</dd>
          </div>
        ))}
      </dl>
      <Verdict imports={wasm.imports} />
      {wasm.needs.length > 0 && <Needs needs={wasm.needs} />}
      {wasm.world !== undefined && (
        <>
          <h3>World</h3>
          <pre className="code" tabIndex={0} aria-label="World">
            {wasm.world}
          </pre>
        </>
      )}
      {[...byModule(wasm.imports)].map(([module, imports]) => (
        <Fragment key={module}>
          <h3>
            {count(imports.length, 'import')} from <code>{module}</code>
          </h3>
          <ul className="names">
            {imports.map(each => (
              <li key={each.name} className={each.granted ? undefined : 'tone-bad'}>
                <Icon name={each.granted ? 'check' : 'cross'} size={12} /> {each.name}
                {each.type !== 'function' && <small> {each.type}</small>}
                {!each.granted && <small> not granted</small>}
              </li>
            ))}
          </ul>
        </Fragment>
      ))}
      <Cut shown={wasm.imports.length} all={wasm.counts.imports} what="import" />
      <h3>{count(wasm.counts.exports, 'export')}</h3>
      <ul className="names">
        {wasm.exports.map(each => (
          <li key={each.name}>
            {each.name} <small>{each.type}</small>
          </li>
        ))}
      </ul>
      <Cut shown={wasm.exports.length} all={wasm.counts.exports} what="export" />
      {wasm.sections.length > 0 && <Sections sections={wasm.sections} />}
      <Cut shown={wasm.sections.length} all={wasm.counts.sections} what="section" />
    </>
  );
}

export function Verdict({ imports }: { imports: WasmImport[] }) {
  const missing = imports.filter(each => !each.granted);
  if (missing.length > 0) {
    return (
      <p className="notice bad">
        <Icon name="warning" />
        <span>
          It cannot run here: {count(missing.length, 'import')} of it {missing.length === 1 ? 'is' : 'are'}{' '}
          not granted.
        </span>
      </p>
    );
  }
  return (
    <p className="notice quiet">
      <Icon name="checkCircle" />
      <span>Everything that it imports is granted.</span>
    </p>
  );
}

function Needs({ needs }: { needs: WasmNeed[] }) {
  return (
    <>
      <h3>What it may ask for</h3>
      <dl className="facts">
        {needs.map(need => (
          <div key={need.power} title={need.imports.join(', ')}>
            <dt>{POWERS[need.power]}</dt>
            <dd>{grantText(need)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Sections({ sections }: { sections: WasmSection[] }) {
  const whole = sections.reduce((sum, each) => sum + each.sizeBytes, 0);
  return (
    <>
      <h3>Size by section</h3>
      <TableScroll label="Sections">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Section</th>
              <th scope="col" className="right">
                Size
              </th>
              <th scope="col" className="right">
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            {sections.map((each, index) => (
              <tr key={index}>
                <th scope="row">{each.name}</th>
                <td className="right num">{bytes(each.sizeBytes)}</td>
                <td className="right num">{((100 * each.sizeBytes) / whole).toFixed(1)} %</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </>
  );
}

function Cut({ shown, all, what }: { shown: number; all: number; what: string }) {
  return shown < all ? <p className="muted">and {count(all - shown, `more ${what}`)}</p> : null;
}

function byModule(imports: WasmImport[]): Map<string, WasmImport[]> {
  const modules = new Map<string, WasmImport[]>();
  for (const each of imports) {
    const group = each.name === '' ? 'its world' : each.module;
    modules.set(group, [
      ...(modules.get(group) ?? []),
      each.name === '' ? { ...each, name: each.module } : each,
    ]);
  }
  return modules;
}
