// The annotation of a column as Thrift has it to what it says; one that is unknown says nothing.
import type { LogicalType, SchemaElement } from "hyparquet";
import type { ThriftStruct } from "./thrift.ts";
import { flagField, integerField, required, structField } from "./thrift-fields.ts";

type Unit = Extract<LogicalType, { type: "TIMESTAMP" }>["unit"];

/** Annotations that are a name alone, by their field in the union. */
const NAMES: Readonly<
  Record<number, "STRING" | "MAP" | "LIST" | "ENUM" | "DATE" | "NULL" | "JSON" | "BSON" | "UUID" | "FLOAT16">
> = {
  1: "STRING",
  2: "MAP",
  3: "LIST",
  4: "ENUM",
  6: "DATE",
  11: "NULL",
  12: "JSON",
  13: "BSON",
  14: "UUID",
  15: "FLOAT16",
};

/** @throws Error when a part that it needs is missing */
export function logicalType(union: ThriftStruct | undefined): SchemaElement["logical_type"] {
  for (const field of union?.keys() ?? []) {
    const name = NAMES[field];
    if (name !== undefined) return { type: name };
    const parts = structField(union ?? new Map(), field, "logical type") ?? new Map();
    switch (field) {
      case 5:
        return {
          type: "DECIMAL",
          scale: integerField(parts, 1, "scale") ?? 0,
          precision: required(integerField(parts, 2, "precision"), "precision"),
        };
      case 7:
        return { type: "TIME", isAdjustedToUTC: flagField(parts, 1) ?? true, unit: unitOf(parts) };
      case 8:
        return { type: "TIMESTAMP", isAdjustedToUTC: flagField(parts, 1) ?? true, unit: unitOf(parts) };
      case 10:
        return {
          type: "INTEGER",
          bitWidth: required(integerField(parts, 1, "width"), "width"),
          isSigned: flagField(parts, 2) ?? true,
        };
      default:
    }
  }
  return undefined;
}

function unitOf(parts: ThriftStruct): Unit {
  const unit = structField(parts, 2, "unit of time");
  if (unit?.has(1) === true) return "MILLIS";
  if (unit?.has(2) === true) return "MICROS";
  if (unit?.has(3) === true) return "NANOS";
  throw new Error("its unit of time is missing");
}
