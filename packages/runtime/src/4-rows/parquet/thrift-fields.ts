// A field of a Thrift struct to its value, checked: what is missing, or of another type, is named.
import type { ThriftStruct, ThriftValue } from "./thrift.ts";

/** @throws Error when the field is no integer that can be counted on */
export function integerField(struct: ThriftStruct, field: number, name: string): number | undefined {
  const value = struct.get(field);
  if (value === undefined || Number.isSafeInteger(value)) return value as number | undefined;
  throw new Error(typeof value === "number" ? `${value} as its ${name}` : `its ${name} is not an integer`);
}

/** The member of an enumeration that the field names. @throws Error when it has no such member */
export function enumField<T extends string>(
  struct: ThriftStruct,
  field: number,
  name: string,
  members: readonly T[],
): T | undefined {
  const value = integerField(struct, field, name);
  if (value === undefined) return undefined;
  const member = members[value];
  if (member === undefined) throw new Error(`an unknown ${name} (${value})`);
  return member;
}

/** Bytes that are not UTF-8 become U+FFFD. @throws Error when the field is no text */
export function textField(struct: ThriftStruct, field: number, name: string): string | undefined {
  const value = struct.get(field);
  return value === undefined ? undefined : textOf(value, name);
}

export function flagField(struct: ThriftStruct, field: number): boolean | undefined {
  const value = struct.get(field);
  return typeof value === "boolean" ? value : undefined;
}

/** @throws Error when the field is no struct */
export function structField(struct: ThriftStruct, field: number, name: string): ThriftStruct | undefined {
  const value = struct.get(field);
  return value === undefined ? undefined : structOf(value, name);
}

/** @throws Error when the field is no list of structs */
export function structsField(struct: ThriftStruct, field: number, name: string): readonly ThriftStruct[] | undefined {
  return listField(struct, field, name)?.map((item) => structOf(item, name));
}

/** @throws Error when the field is no list of texts */
export function textsField(struct: ThriftStruct, field: number, name: string): readonly string[] | undefined {
  return listField(struct, field, name)?.map((item) => textOf(item, name));
}

/** @throws Error when there is none */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`its ${name} is missing`);
  return value;
}

function listField(struct: ThriftStruct, field: number, name: string): readonly ThriftValue[] | undefined {
  const value = struct.get(field);
  if (value === undefined || Array.isArray(value)) return value as readonly ThriftValue[] | undefined;
  throw new Error(`its ${name} is not a list`);
}

function structOf(value: ThriftValue, name: string): ThriftStruct {
  if (value instanceof Map) return value;
  throw new Error(`its ${name} is not a struct`);
}

function textOf(value: ThriftValue, name: string): string {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString();
  throw new Error(`its ${name} is not a text`);
}
