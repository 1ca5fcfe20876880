// How sinks compress what they write.
import { defineSetting, type ValueOf } from "@heddle/compiler/settings";

export const COMPRESSION = defineSetting({
  kind: "choice",
  default: "none",
  doc: "How the output is compressed.",
  choices: [
    { value: "none", doc: "Not compressed." },
    { value: "gzip", doc: "Gzip." },
    { value: "zstd", doc: "Zstandard." },
  ],
});

export type OutputCompression = ValueOf<typeof COMPRESSION>;
