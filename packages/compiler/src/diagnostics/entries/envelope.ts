// The diagnostics of a converter file's settings.
import { type CatalogEntry, withFunction, withMembers, withSettings } from "./entry.ts";

const type = '"fileType": "json"';
const compression = '"compressionType": "none"';

export const ENVELOPE = {
  "envelope-not-an-object": {
    severity: "error",
    title: "The converter file is not a JSON object",
    explanation:
      "A converter file is one JSON object that holds the settings of the import and, in converterConfig.convertToAmplitudeFunc, the expression that yields an event.",
    example: '["any", "user_id", "uid"]\n',
    mended: withSettings(type, compression),
  },
  "envelope-missing-key": {
    severity: "error",
    title: "A key that a converter file must have is missing",
    explanation:
      "Without converterConfig and its convertToAmplitudeFunc there is nothing to map rows with. A misspelled name is shown where it stands, and what it holds is checked all the same.",
    example: withSettings(type, compression).replace("convertToAmplitudeFunc", "convertToAmplitudeFunction"),
    mended: withSettings(type, compression),
  },
  "envelope-wrong-value": {
    severity: "error",
    title: "A setting has a value that it cannot have",
    explanation:
      "fileType is json, csv or parquet; compressionType none, gzip, zstd, brotli, deflate or auto; config_name a list of strings; the csv settings take single characters and a list of column names.",
    example: withSettings('"fileType": "JSON"', compression),
    mended: withSettings(type, compression),
  },
  "envelope-unknown-key": {
    severity: "warning",
    title: "A setting that does not exist",
    explanation:
      "The import does not read this key, so what it was meant to set stays as it is by default. Event keys belong inside convertToAmplitudeFunc.",
    example: withSettings(type, compression, '"compresion": "gzip"'),
    mended: withSettings(type, compression),
  },
  "envelope-default": {
    severity: "warning",
    title: "A setting was left out and its default is taken",
    explanation:
      "fileType and compressionType should say what the files are. Left out, json and none are taken, and a gzipped or CSV file then fails row by row.",
    example: withSettings(type),
    mended: withSettings(compression, type),
  },
  "envelope-extension": {
    severity: "warning",
    title: "A setting that Amplitude does not know",
    explanation:
      "This runtime reads more compressions than Amplitude documents, and has settings for CSV. A converter that uses them works here, and not in Amplitude's own import.",
    example: withSettings(type, '"compressionType": "zstd"'),
    mended: withSettings(type, '"compressionType": "gzip"'),
  },
  "envelope-unused": {
    severity: "warning",
    title: "A setting without effect",
    explanation:
      "The settings under csv say how CSV files are read. For another fileType nothing reads them: either they or the fileType are a mistake.",
    example: withSettings(type, compression, '"csv": { "delimiter": ";" }'),
    mended: withSettings(type, compression),
  },
  "envelope-ignore-flag": {
    severity: "warning",
    title: "ignoreEventFlag names a key that cannot skip a row",
    explanation:
      "ignoreEventFlag names a key of the event; where the converter yields exactly the boolean true there, the row is skipped and counted as ignored. " +
      'The key must therefore be mapped, to something that can be a boolean; the text "true" does not skip.',
    example: withFunction(
      '{\n      "$ignore": ["round", "test_user"],\n      "event_type": "type",\n      "user_id": "user"\n    }',
      ['"ignoreEventFlag": "$ignore"'],
    ),
    mended: withFunction(
      '{\n      "$ignore": ["equals", "test_user", ["value", "true"]],\n      "event_type": "type",\n      "user_id": "user"\n    }',
      ['"ignoreEventFlag": "$ignore"'],
    ),
  },
  "duplicate-key": {
    severity: "warning",
    title: "The same key twice; the last one wins",
    explanation:
      "An object or dict has each key once. The expression of the earlier one is never used, which is seldom what was meant.",
    example: withMembers('"city": "town"', '"city": "city"'),
    mended: withMembers('"city": "city"'),
  },
} as const satisfies Record<string, CatalogEntry>;
