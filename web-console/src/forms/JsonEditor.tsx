import { useId, useRef, type ReactNode } from 'react';

type JsonEditorProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The lines that something is wrong with. */
  marked: ReadonlySet<number>;
  describedBy: string;
  children?: ReactNode;
};

/** A plain text area with line numbers. Tab leaves it, as everywhere: nobody is caught in it. */
export function JsonEditor({ label, value, onChange, marked, describedBy, children }: JsonEditorProps) {
  const id = useId();
  const gutter = useRef<HTMLDivElement>(null);
  const lines = value.split('\n').length;
  return (
    <div className="editor">
      <div className="editor-head">
        <label htmlFor={id}>{label}</label>
        {children}
      </div>
      <div className="editor-body">
        <div className="gutter" ref={gutter} aria-hidden="true">
          {Array.from({ length: lines }, (_, i) => (
            <span key={i} className={marked.has(i + 1) ? 'marked' : undefined}>
              {i + 1}
            </span>
          ))}
        </div>
        <textarea
          id={id}
          value={value}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
          aria-invalid={marked.size > 0}
          aria-describedby={describedBy}
          onChange={event => onChange(event.target.value)}
          onScroll={event => {
            if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
    </div>
  );
}
