import type { ReactNode } from 'react';
import { Confirm } from './Dialog';
import { ErrorNote } from './notices';
import { toast } from './toasts';

type ConfirmRemovalProps = {
  title: string;
  /** The word on the button. */
  action?: string;
  name: string;
  removal: {
    isPending: boolean;
    error: unknown;
    mutate: (name: string, options: { onSuccess: () => void }) => void;
  };
  /** What to say when it is done. */
  done: string;
  onDone: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** Asks, removes, and says so; a refusal stays in the dialog. */
export function ConfirmRemoval({
  title,
  action = 'Delete',
  name,
  removal,
  done,
  onDone,
  onClose,
  children,
}: ConfirmRemovalProps) {
  const onSuccess = () => {
    toast.done(done);
    onDone();
  };
  return (
    <Confirm
      title={title}
      action={action}
      busy={removal.isPending}
      error={removal.error !== null && <ErrorNote error={removal.error} />}
      onClose={onClose}
      onConfirm={() => removal.mutate(name, { onSuccess })}
    >
      {children}
    </Confirm>
  );
}
