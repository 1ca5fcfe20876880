// The formats in which results of tests are reported.

export const TEST_FORMATS = ["text", "json", "junit", "github"] as const;
export type TestFormat = (typeof TEST_FORMATS)[number];
