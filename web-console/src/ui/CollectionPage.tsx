import { Suspense, type ReactNode } from 'react';
import { Button } from './Button';
import { Loaded } from './notices';
import { Page } from './Page';
import { go, usePlace, withQuery } from './router';
import { useRefusal } from './useRole';

type Query<T> = Parameters<typeof Loaded<T>>[0]['query'] & {
  hasNextPage?: boolean;
  fetchNextPage?: () => unknown;
};

type CollectionPageProps<T> = {
  title: string;
  lead: string;
  query: Query<T>;
  label: string;
  rows?: number;
  /**
   * What the button says that makes a new one, and the dialog or the page behind it. Operators alone can press it. The
   * dialog has an address: `?new=1`, with an `of` for each workload that it begins with.
   */
  make?: { label: string } & ({ dialog: (close: () => void) => ReactNode } | { go: () => void });
  children: (data: T) => ReactNode;
};

/** A page that lists what there is of something, and lets a new one be made. */
export function CollectionPage<T>({
  title,
  lead,
  query,
  label,
  rows,
  make,
  children,
}: CollectionPageProps<T>) {
  const refusal = useRefusal('operator');
  const place = usePlace();
  const making = refusal === undefined && place.query.has('new');
  const open = (on: boolean) =>
    go(withQuery(place, on ? { new: '1' } : { new: undefined, of: undefined }), { replace: !on });
  return (
    <Page
      title={title}
      actions={
        make && (
          <Button
            look="primary"
            icon="plus"
            blocked={refusal}
            onClick={() => ('go' in make ? make.go() : open(true))}
          >
            {make.label}
          </Button>
        )
      }
    >
      <p className="lead">{lead}</p>
      <Loaded query={query} label={label} {...(rows === undefined ? {} : { rows })}>
        {data => (
          <>
            {children(data)}
            {query.hasNextPage && (
              <div className="more">
                <Button onClick={() => void query.fetchNextPage?.()}>Show more</Button>
              </div>
            )}
          </>
        )}
      </Loaded>
      {making && make && 'dialog' in make && (
        <Suspense fallback={null}>{make.dialog(() => open(false))}</Suspense>
      )}
    </Page>
  );
}
