import { useState } from 'react';
import { Button } from './Button';

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState<boolean>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false);
    }
    setTimeout(() => setCopied(undefined), 2000);
  };
  const said =
    copied === undefined ? label : copied ? 'Copied' : 'The browser refused; select and copy it yourself';
  return (
    <Button
      icon={copied ? 'check' : 'copy'}
      look="ghost"
      small
      aria-label={said}
      title={said}
      onClick={() => void copy()}
    />
  );
}
