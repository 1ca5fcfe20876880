// Forms of values that several settings share.

export const ADDRESS = {
  kind: "string",
  pattern: "^https?://",
  form: "an address that starts with http:// or https://",
} as const;
