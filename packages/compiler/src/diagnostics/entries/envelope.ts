// The diagnostics of a converter file's settings.
import { type CatalogEntry, withFunction, withMembers, withSettings } from "./entry.ts";

const type = '"fileType": "json"';
const compression = '"compressionType": "none"';

export const ENVELOPE = {
  "envelope-not-an-object": {
    severity: "error",
    title: "The converter file is not a JSON object",
    explanation:
      "A converter file is one JSON object: the settings of the import, and in `converterConfig.convertToAmplitudeFunc` the expression that yields an event.",
    example: '["any", "user_id", "uid"]\n',
    corrected: withSettings(type, compression),
  },
  "envelope-missing-key": {
    severity: "error",
    title: "A required key is missing",
    explanation:
      "Without `converterConfig` and its `convertToAmplitudeFunc` there is nothing to map rows with. A misspelled key is reported where it is, and its value is checked anyway.",
    example: withSettings(type, compression).replace("convertToAmplitudeFunc", "convertToAmplitudeFunction"),
    corrected: withSettings(type, compression),
  },
  "envelope-wrong-value": {
    severity: "error",
    title: "A setting with an invalid value",
    explanation:
      "Each setting takes certain values: `fileType` is json, csv or parquet, `compressionType` is none, gzip, zstd, brotli, deflate or auto, `config_name` is a list of strings, and the settings of `csv` are single characters and a list of column names.",
    example: withSettings('"fileType": "JSON"', compression),
    corrected: withSettings(type, compression),
  },
  "envelope-unknown-key": {
    severity: "warning",
    title: "An unknown setting",
    explanation:
      "Nothing reads this key, so the setting it was meant for keeps its default. Event keys belong inside `convertToAmplitudeFunc`.",
    example: withSettings(type, compression, '"compresion": "gzip"'),
    corrected: withSettings(type, compression),
  },
  "envelope-default": {
    severity: "warning",
    title: "A missing setting that falls back to its default",
    explanation:
      "`fileType` and `compressionType` should say what the files are. Without them the import assumes uncompressed JSON, and a gzipped or CSV file fails row by row.",
    example: withSettings(type),
    corrected: withSettings(compression, type),
  },
  "envelope-extension": {
    severity: "warning",
    title: "A setting that Amplitude doesn't support",
    explanation:
      "This runtime reads more compressions than Amplitude documents, and has settings for CSV. A converter that uses them works here, but not in Amplitude's own import.",
    example: withSettings(type, '"compressionType": "zstd"'),
    corrected: withSettings(type, '"compressionType": "gzip"'),
  },
  "envelope-unused": {
    severity: "warning",
    title: "A setting without effect",
    explanation:
      "The settings under `csv` apply to CSV files only. With another `fileType`, either they or the `fileType` are wrong.",
    example: withSettings(type, compression, '"csv": { "delimiter": ";" }'),
    corrected: withSettings(type, compression),
  },
  "envelope-ignore-flag": {
    severity: "warning",
    title: "An `ignoreEventFlag` that can't skip a row",
    explanation:
      'A row is skipped, and counted as ignored, where the event key named by `ignoreEventFlag` is exactly the boolean true; the string "true" doesn\'t count. The key must be mapped to something that can be a boolean.',
    example: withFunction(
      '{\n      "$ignore": ["round", "test_user"],\n      "event_type": "type",\n      "user_id": "user"\n    }',
      ['"ignoreEventFlag": "$ignore"'],
    ),
    corrected: withFunction(
      '{\n      "$ignore": ["equals", "test_user", ["value", "true"]],\n      "event_type": "type",\n      "user_id": "user"\n    }',
      ['"ignoreEventFlag": "$ignore"'],
    ),
  },
  "duplicate-key": {
    severity: "warning",
    title: "A key appears twice; the last one wins",
    explanation:
      "An object or dict has each key once. The expression of the earlier key is never used, which is rarely what was meant.",
    example: withMembers('"city": "town"', '"city": "city"'),
    corrected: withMembers('"city": "city"'),
  },
} as const satisfies Record<string, CatalogEntry>;
