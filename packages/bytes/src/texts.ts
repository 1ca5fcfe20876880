// Texts in memory to strings, and back: portable, unless the host has something faster.

export interface Texts {
  /** The string of `length` bytes, all of them ASCII. */
  ascii(bytes: Uint8Array, at: number, length: number): string;
  /** The string of `length` units of UTF-16, little-endian, lone surrogates included. */
  wide(bytes: Uint8Array, at: number, length: number): string;
  /** Writes the units of a string. */
  writeWide(bytes: Uint8Array, at: number, text: string): void;
  /** Writes a string as UTF-8, for which there is room; how many bytes that are. */
  write(bytes: Uint8Array, at: number, text: string): number;
  /** Whether bytes are UTF-8. Absent: the module looks. */
  isUtf8?(bytes: Uint8Array): boolean;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
/** More would not fit on the stack as arguments. */
const PART = 8192;

export const PORTABLE_TEXTS: Texts = {
  ascii: (bytes, at, length) => decoder.decode(bytes.subarray(at, at + length)),
  wide(bytes, at, length) {
    // A decoder would replace lone surrogates.
    const units = new Uint16Array(bytes.buffer, bytes.byteOffset + at, length);
    let text = "";
    for (let i = 0; i < length; i += PART) text += String.fromCharCode(...units.subarray(i, i + PART));
    return text;
  },
  writeWide(bytes, at, text) {
    const units = new Uint16Array(bytes.buffer, bytes.byteOffset + at, text.length);
    for (let i = 0; i < text.length; i += 1) units[i] = text.charCodeAt(i);
  },
  write: (bytes, at, text) => encoder.encodeInto(text, bytes.subarray(at)).written,
};
