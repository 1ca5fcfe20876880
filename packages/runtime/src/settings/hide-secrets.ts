// From secrets to texts without them.

/** Puts `***` in the place of each secret, whether it is written as it is, with JSON's escapes, or with those of URLs. */
export function hideSecrets(secrets: readonly string[]): (text: string) => string {
  // The longest first, for one may be part of another.
  const forms = [...new Set(secrets)].filter((secret) => secret !== "").toSorted((a, b) => b.length - a.length);
  if (forms.length === 0) return (text) => text;
  const pattern = new RegExp(forms.map(patternOf).join("|"), "g");
  return (text) => text.replace(pattern, "***");
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t" };

/** Backslashes double where JSON is in JSON. */
const BACKSLASHES = "\\\\{1,8}";

/** A pattern of every form of a secret. */
function patternOf(secret: string): string {
  return Array.from({ length: secret.length }, (_, i) => {
    const hex = secret.charCodeAt(i).toString(16).padStart(4, "0");
    const unit = secret.charAt(i);
    const anyCase = hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
    const escaped = SHORT_ESCAPES[unit] ?? (/["\\/]/.test(unit) ? `\\u${hex}` : undefined);
    // The longest first: a backslash is escaped by another.
    return `(?:${[
      `${BACKSLASHES}u${anyCase}`,
      ...(escaped === undefined ? [] : [`${BACKSLASHES}${escaped}`]),
      ...(hex.startsWith("00") ? [`%${anyCase.slice(2)}`] : []),
      `\\u${hex}`,
    ].join("|")})`;
  }).join("");
}
