// The types of values that arguments and options take, read from text.

/** Reads the text of an argument or option. */
export interface ValueType<Value> {
  /** What goes after "takes" in a message: "a whole number". */
  readonly expects: string;
  readonly choices?: readonly string[];
  /** The value, or undefined where the text is not one. */
  read(text: string): Value | undefined;
}

/** One of a few names, shown in help. */
export function oneOf<const Name extends string>(names: readonly Name[]): ValueType<Name> {
  const last = names.at(-1) ?? "";
  return {
    expects: names.length === 1 ? last : `${names.slice(0, -1).join(", ")} or ${last}`,
    choices: names,
    read: (text) => names.find((name) => name === text),
  };
}

export const wholeNumber: ValueType<number> = {
  expects: "a whole number",
  read(text) {
    const number = Number(text);
    return /^[0-9]{1,15}$/.test(text) && Number.isSafeInteger(number) ? number : undefined;
  },
};

/** Where an object is. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

export const objectAddress: ValueType<ObjectAddress> = {
  expects: "the address of an object, s3://bucket/key",
  read(text) {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(text) ?? [];
    return bucket === undefined || key === undefined ? undefined : { bucket, key };
  },
};

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds since the epoch; a duration is the time so long ago. */
export const instantOrAge: ValueType<number> = {
  expects: "a duration such as 2h or 7d, milliseconds since the epoch or an ISO time",
  read(text) {
    const [, count, unit = ""] = /^([0-9]{1,6})([smhd])$/.exec(text) ?? [];
    return count === undefined ? instant.read(text) : Date.now() - Number(count) * (UNITS[unit] ?? 0);
  },
};

/** Milliseconds since the epoch. */
export const instant: ValueType<number> = {
  expects: "milliseconds since the epoch or an ISO time",
  read(text) {
    const ms = /^-?[0-9]{1,16}$/.test(text) ? Number(text) : Date.parse(text);
    return Number.isSafeInteger(ms) ? ms : undefined;
  },
};
