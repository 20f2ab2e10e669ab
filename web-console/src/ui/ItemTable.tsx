import type { ReactNode } from 'react';

export type Column<T> = {
  label: string;
  cell: (item: T) => ReactNode;
  /** Figures stand at the right. */
  right?: boolean;
  title?: (item: T) => string | undefined;
};

/** One row for each item, named by its first column; on a narrow screen each row is a card. */
export function ItemTable<T>({
  items,
  keyOf,
  columns: [name, ...columns],
}: {
  items: readonly T[];
  keyOf: (item: T) => string;
  columns: readonly [Column<T>, ...Column<T>[]];
}) {
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            {[name, ...columns].map(({ label, right }) => (
              <th key={label} scope="col" className={right ? 'right' : undefined}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(item => (
            <tr key={keyOf(item)}>
              <th scope="row" data-label={name.label}>
                {name.cell(item)}
              </th>
              {columns.map(({ label, cell, right, title }) => (
                <td
                  key={label}
                  data-label={label}
                  className={right ? 'right num' : undefined}
                  title={title?.(item)}
                >
                  {cell(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
