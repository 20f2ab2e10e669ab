import { useEffect, useState } from 'react';
import { Icon } from './Icon';

const SETTLE_MS = 200;

/** A search field that tells what was typed once the typing rests. */
export function FilterText({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  // The value changes from outside when the filter is cleared or the user goes back.
  if (value !== told) {
    setTold(value);
    setText(value);
  }
  useEffect(() => {
    if (text === told) return;
    const timer = setTimeout(() => {
      setTold(text);
      onChange(text);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <label className="filter-text">
      <Icon name="search" />
      <span className="sr-only">{label}</span>
      <input
        type="search"
        placeholder={`${label}…`}
        value={text}
        maxLength={63}
        spellCheck={false}
        onChange={event => setText(event.target.value)}
      />
    </label>
  );
}
