/** The value of one of the tokens of tokens.css, in the colours of now. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
