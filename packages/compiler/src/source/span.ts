// A span is a half-open range of UTF-16 offsets in a converter's text.

export interface Span {
  readonly start: number;
  readonly end: number;
}
