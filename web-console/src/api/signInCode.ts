/**
 * The single-use code of a sign-in link. It stands behind `#`, so that no server and no log ever sees it. Understood
 * are `/#code=…`, `/sign-in#code=…` and `/#/sign-in?code=…`.
 */
export function signInCode(hash: string): string | undefined {
  const fragment = hash.replace(/^#/, '');
  const query = fragment.startsWith('/sign-in?') ? fragment.slice('/sign-in?'.length) : fragment;
  return new URLSearchParams(query).get('code') || undefined;
}
