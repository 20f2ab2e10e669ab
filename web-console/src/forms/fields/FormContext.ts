import { createContext, useContext } from 'react';
import type { Violation } from '../../api/schema';
import { valueAt, violationsAt, type Json, type Path } from './paths';

/** What all fields of a form share: the description, how to change it, and what the service says about it. */
export type FormState = {
  value: Json;
  /** The description with the defaults that apply, as the service last told it. */
  defaults: Json;
  violations: readonly Violation[];
  set: (path: Path, value: Json) => void;
  secrets: readonly string[];
};

export const FormContext = createContext<FormState | undefined>(undefined);

export function useForm(): FormState {
  const form = useContext(FormContext);
  if (!form) throw new Error('A field stands outside of a form.');
  return form;
}

/** A field's value, what it would be without one, and what is wrong with it. */
export function useField(path: Path, whole = false) {
  const { value, defaults, violations, set } = useForm();
  const fallback = valueAt(defaults, path);
  return {
    value: valueAt(value, path),
    placeholder: typeof fallback === 'string' || typeof fallback === 'number' ? String(fallback) : undefined,
    problems: violationsAt(violations, path, whole),
    set: (changed: Json) => set(path, changed),
  };
}
