/** What others can write, as bad as it can be. */
export const MARKUP = '<img src=x onerror="window.owned=1"><script>window.owned=1</script>';
export const ESCAPES = '\u001b[2J\u001b]0;owned\u0007\u202egnp.exe\u200b\u0000';
export const LONG = 'x'.repeat(10_000);
