import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';

/** Up to so many rows are all drawn: searching in the page works, and nothing has to be measured. */
const DRAWN_WHOLE = 120;
const MARGIN_ROWS = 12;

export type RowWindow = { first: number; last: number; above: number; below: number };

/** Which of a long table's rows are near enough to be seen, when all rows are equally high and the page scrolls. */
export function useWindow(body: RefObject<HTMLElement | null>, count: number): RowWindow {
  const [row, setRow] = useState(54);
  const [view, setView] = useState({ from: 0, height: 900 });
  const whole = count <= DRAWN_WHOLE;

  useLayoutEffect(() => {
    const drawn = body.current?.querySelector<HTMLElement>('tr[aria-rowindex]');
    const height = drawn?.getBoundingClientRect().height;
    if (height && Math.abs(height - row) > 0.5) setRow(height);
  });
  useEffect(() => {
    if (whole) return;
    let frame = 0;
    const measure = () => {
      frame = 0;
      const top = body.current?.getBoundingClientRect().top ?? 0;
      setView({ from: Math.max(0, -top), height: window.innerHeight });
    };
    const soon = () => (frame ||= requestAnimationFrame(measure));
    measure();
    window.addEventListener('scroll', soon, { passive: true });
    window.addEventListener('resize', soon);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', soon);
      window.removeEventListener('resize', soon);
    };
  }, [body, whole]);

  if (whole) return { first: 0, last: count, above: 0, below: 0 };
  return windowOf(count, row, view.from, view.height);
}

export function windowOf(count: number, row: number, from: number, height: number): RowWindow {
  const first = Math.min(Math.max(0, Math.floor(from / row) - MARGIN_ROWS), Math.max(0, count - 1));
  const last = Math.min(count, Math.ceil((from + height) / row) + MARGIN_ROWS);
  return { first, last, above: first * row, below: (count - last) * row };
}
