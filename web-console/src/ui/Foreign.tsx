import { useState } from 'react';
import { spans } from '../logs/ansi';

const SHOWN_CHARACTERS = 300;

/**
 * A text that somebody else wrote: what would not be seen, or would turn what stands around it, is shown by its name,
 * and a very long one only begins.
 */
export function Foreign({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const cut = text.length - SHOWN_CHARACTERS;
  const shown = cut > 0 && !whole ? text.slice(0, SHOWN_CHARACTERS) : text;
  return (
    <>
      {spans(shown).map((span, i) =>
        span.classes.includes('sign') ? (
          <span key={i} className="sign">
            {span.text}
          </span>
        ) : (
          span.text
        ),
      )}
      {cut > 0 && (
        <button type="button" className="more-text" onClick={() => setWhole(!whole)}>
          {whole ? 'show less' : `… ${cut.toLocaleString('en')} more characters`}
        </button>
      )}
    </>
  );
}
