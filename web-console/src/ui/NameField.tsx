/** Where something gets its name. */
export function NameField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <label>
      Name
      <input
        value={value}
        maxLength={63}
        autoFocus
        spellCheck={false}
        onChange={event => onChange(event.target.value)}
      />
    </label>
  );
}
