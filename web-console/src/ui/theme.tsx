import { useState } from 'react';
import { Button } from './Button';
import type { IconName } from './Icon';

const KEY = 'triptych.theme';
const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const ICONS: Record<Theme, IconName> = { system: 'auto', light: 'sun', dark: 'moon' };

function stored(): Theme {
  const theme = localStorage.getItem(KEY);
  return THEMES.find(known => known === theme) ?? 'system';
}

export function applyTheme(theme: Theme = stored()): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function ThemeButton() {
  const [theme, setTheme] = useState(stored);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  return (
    <Button
      icon={ICONS[theme]}
      look="ghost"
      small
      title={`Theme: ${theme}`}
      aria-label={`Theme: ${theme}. Change to ${next}`}
      onClick={() => {
        localStorage.setItem(KEY, next);
        applyTheme(next);
        setTheme(next);
      }}
    />
  );
}
