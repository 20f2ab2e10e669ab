import type { ReactNode } from 'react';
import { Foreign } from './Foreign';
import { useTitle } from './useTitle';

export function Page({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <>
      <div className="page-head">
        <h1>
          <Foreign text={title} />
        </h1>
        <div className="page-actions">{actions}</div>
      </div>
      {children}
    </>
  );
}

export function Panel({
  title,
  actions,
  className,
  children,
}: {
  title: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section className={`panel ${className ?? ''}`}>
      <header>
        <h2>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
