// The families of codes, by what stands before the slash, in the order in which they are listed.
import { CODES, type RuntimeCode } from "./catalog.ts";

type FamilyName = RuntimeCode extends `${infer name}/${string}` ? name : never;

const TITLES: Readonly<Record<FamilyName, string>> = {
  source: "The source file",
  converter: "The converter",
  checks: "Data type and strategy",
  s3: "The bucket",
  role: "The role",
  notifications: "Notifications",
  discover: "Finding objects",
  file: "The size of a file",
  rows: "Reading a file",
  row: "Reading a row",
  map: "Mapping a row",
  event: "Rules of events",
  mirror: "Rules of Mirror Sync",
  user: "Rules of user properties",
  group: "Rules of group properties",
  profile: "Rules of profiles",
  default: "Defaults of events",
  dedup: "Deduplication",
  sink: "The sink",
  amplitude: "Amplitude as a sink",
  ledger: "The ledger",
  replay: "Replaying objects",
  pipeline: "The job",
  observe: "Logs and metrics",
  doctor: "heddle doctor",
};

export interface CodeFamily {
  readonly title: string;
  readonly codes: readonly RuntimeCode[];
}

export const CODE_FAMILIES: readonly CodeFamily[] = Object.entries(TITLES).map(([name, title]) => ({
  title,
  codes: (Object.keys(CODES) as RuntimeCode[]).filter((code) => code.startsWith(`${name}/`)),
}));
