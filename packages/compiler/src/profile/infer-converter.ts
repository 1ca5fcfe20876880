// From the profile of rows to a converter that makes events of them, with what was decided and what is doubtful.
import { type DataTypeName, dataTypeInfo } from "../event/data-types.ts";
import { type EventKey, eventKey } from "../event/keys.ts";
import type { CompressionType } from "../formats/compression.ts";
import type { CsvSettings } from "../formats/csv.ts";
import type { FileType } from "../formats/formats.ts";
import { type Candidate, findCandidates, nameScore, type TimeCandidate, usable } from "./candidates.ts";
import { bareName, CLOCK_NAMES, KEY_NAMES, type NamedKey, PROPERTY_NAMES } from "./key-names.ts";
import { pathExpression, pathLabel } from "./path-expression.ts";
import type { PathProfile } from "./path-profile.ts";
import type { RowsProfile } from "./profile-rows.ts";
import { firstOf, isJsonText, numeric, ownKey, type Origin, textId } from "./value-expressions.ts";

export interface InferOptions {
  /** Names the converter, and events whose rows do not say what they are. */
  readonly name: string;
  readonly dataType: DataTypeName;
  readonly fileType: FileType;
  readonly compressionType: CompressionType;
  readonly csv?: Partial<CsvSettings>;
  /** A pattern of Java for the keys of the files. */
  readonly filterPattern?: string;
}

/** What became of one key of the event. */
export interface Decision {
  readonly key: string;
  /** Labels of the paths that it is read from, or what it is in every event. */
  readonly from: string;
  /** The share of rows that have a value there. */
  readonly share: number;
  /** What to look at: a sentence without a full stop. */
  readonly doubt?: string;
}

export interface InferredConverter {
  /** The converter file, as JSON. */
  readonly converter: Readonly<Record<string, unknown>>;
  readonly decisions: readonly Decision[];
}

/** The keys of the event under construction, in their order. */
interface Draft {
  readonly rows: RowsProfile;
  readonly options: InferOptions;
  readonly mapping: Map<string, unknown>;
  readonly decisions: Decision[];
  /** Columns that no property need repeat. */
  readonly used: Set<string>;
}

/** Never fails: where the rows do not say enough, the decision carries a doubt. */
export function inferConverter(rows: RowsProfile, options: InferOptions): InferredConverter {
  const draft: Draft = { rows, options, mapping: new Map(), decisions: [], used: new Set() };
  switch (options.dataType) {
    case "event":
      addIds(draft);
      addEventType(draft);
      addTime(draft);
      addInsertId(draft);
      addNamedKeys(draft, NAMED_OF_EVENT);
      addRest(draft, "event_properties");
      break;
    case "user_properties":
      addIds(draft);
      addNamedKeys(draft, ["groups"]);
      addRest(draft, "user_properties");
      break;
    case "group_properties":
      addGroups(draft);
      addRest(draft, "group_properties");
      break;
    case "profiles":
      addIds(draft);
      addMutation(draft);
      addOtherKeys(draft);
      break;
    default:
      options.dataType satisfies never;
  }
  return { converter: fileOf(draft), decisions: draft.decisions };
}

function fileOf({ options, mapping }: Draft): Readonly<Record<string, unknown>> {
  const { name, fileType, compressionType, csv = {}, filterPattern } = options;
  return {
    config_name: [name],
    converterConfig: {
      fileType,
      compressionType,
      ...(Object.keys(csv).length === 0 ? {} : { csv }),
      convertToAmplitudeFunc: Object.fromEntries(mapping),
    },
    ...(filterPattern === undefined ? {} : { keyValidatorConfig: { filterPattern } }),
  };
}

function add(
  draft: Draft,
  key: string,
  value: unknown,
  decision: Omit<Decision, "key">,
  from: readonly PathProfile[] = [],
): void {
  draft.mapping.set(key, value);
  draft.decisions.push({ key, ...decision });
  for (const { path } of from) {
    const [first] = path;
    if (path.length === 1 && typeof first === "object") draft.used.add(first.key);
  }
}

const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`;
const ENOUGH = 0.95;
/** Names below are those of other things as often. */
const SURE_NAME = 75;

function addIds(draft: Draft): void {
  const { user_id: users, device_id: devices } = findCandidates(draft.rows);
  const user = users[0];
  const device = devices.find(({ profile }) => profile !== user?.profile);
  if (user !== undefined) addId(draft, "user_id", user);
  if (draft.options.dataType !== "profiles" && device !== undefined) addId(draft, "device_id", device);
  const best = Math.max(user?.share ?? 0, device?.share ?? 0);
  if (user !== undefined || device !== undefined) {
    if (best < ENOUGH) doubtLast(draft, `only ${percent(best)} of the rows have one; rows without an id are set aside`);
    return;
  }
  const { name } = draft.options;
  const constant = name.length >= 5 ? name : `user of ${name}`;
  add(draft, "user_id", ["value", constant], {
    from: `${JSON.stringify(constant)} in every event`,
    share: 1,
    doubt: "no column identifies a user or a device: replace this constant, or all events belong to one user",
  });
}

function addId(draft: Draft, key: "user_id" | "device_id", { profile, share, score }: Candidate): void {
  const { expression, doubt } = textId(profile, key === "user_id" ? "user-" : "device-");
  const listed = nameScore(profile.path, KEY_NAMES[key]);
  const weak =
    listed < 30 || score < 60
      ? `only the column's name suggests that it identifies a ${key === "user_id" ? "user" : "device"}`
      : undefined;
  const said = doubt ?? weak;
  add(
    draft,
    key,
    expression,
    { from: pathLabel(profile.path), share, ...(said === undefined ? {} : { doubt: said }) },
    [profile],
  );
}

function doubtLast({ decisions }: Draft, doubt: string): void {
  const last = decisions.pop();
  if (last !== undefined)
    decisions.push({ ...last, doubt: last.doubt === undefined ? doubt : `${last.doubt}; ${doubt}` });
}

function addEventType(draft: Draft): void {
  const { event_type: candidates } = findCandidates(draft.rows);
  const { name } = draft.options;
  const constant: Origin = { expression: ["value", name], isAlwaysThere: true };
  const best = candidates[0];
  if (best === undefined) {
    const doubt = "no column says what happened: replace this constant with a path or a better name";
    add(draft, "event_type", constant.expression, { from: `${JSON.stringify(name)} in every event`, share: 1, doubt });
    return;
  }
  const others = best.share > 0.999 ? [] : candidates.slice(1, 2).filter(({ share }) => share > best.share / 2);
  const chosen = [best, ...others];
  const isEnough = chosen.at(-1)?.share === 1;
  const origins = chosen.map(({ profile }) => ownKey(profile));
  const labels = chosen.map(({ profile }) => pathLabel(profile.path));
  add(
    draft,
    "event_type",
    firstOf(isEnough ? origins : [...origins, constant]),
    {
      from: [...labels, ...(isEnough ? [] : [JSON.stringify(name)])].join(", else "),
      share: 1,
      ...(nameScore(best.profile.path, KEY_NAMES.event_type) < SURE_NAME
        ? { doubt: "does this column say what happened?" }
        : {}),
    },
    chosen.length === 1 ? [best.profile] : [],
  );
}

function addTime(draft: Draft): void {
  const { time: candidates } = findCandidates(draft.rows);
  const best = candidates[0];
  if (best === undefined) {
    draft.decisions.push({
      key: "time",
      from: "nothing",
      share: 0,
      doubt: "no column holds a time: Amplitude will use the time of the upload",
    });
    return;
  }
  const combined = withClock(draft, best);
  if (combined !== undefined) return;
  const others = best.share > 0.995 ? [] : candidates.slice(1, 3).filter(({ share }) => share > 0);
  const all = [best, ...others];
  const origins = all.flatMap(timeOrigins);
  const used = all.filter(({ profile: { longest } }) => longest > 0 || all.length === 1);
  add(
    draft,
    "time",
    firstOf(origins),
    {
      from: all
        .map(({ profile, readings }) => `${pathLabel(profile.path)} (${readings.map(({ name }) => name).join(", ")})`)
        .join(", else "),
      share: Math.max(...all.map(({ share }) => share)),
      ...timeDoubt(best, others),
    },
    used.map(({ profile }) => profile),
  );
}

function timeOrigins({ profile, readings }: TimeCandidate): readonly Origin[] {
  const value = pathExpression(profile.path);
  const hasNull = (profile.kinds.null ?? 0) > 0;
  return readings.map((reading) => {
    const expression = reading.expression(value);
    const readsText = Array.isArray(expression) && /_to_ms$/.test(String(expression[0]));
    // Arithmetic reads null as zero, and a path passes it on.
    return {
      expression:
        hasNull && !readsText ? ["condition", ["not", ["equals", value, ["value", null]]], expression] : expression,
      isAlwaysThere: true,
    };
  });
}

function timeDoubt({ profile, rival, readings, share }: TimeCandidate, others: readonly unknown[]): { doubt?: string } {
  const [reading] = readings;
  if (rival !== undefined)
    return {
      doubt: `${rival.name} reads every value too: does ${String(profile.examples[0])} start with the day or the month?`,
    };
  if (reading?.isGuess === true)
    return { doubt: "the values lack a month or a day, which default to January and the 1st" };
  if (others.length === 0 && share < ENOUGH) return { doubt: `${percent(1 - share)} of the rows have no time in it` };
  return {};
}

/** A date, and the time of that day in another column, as one time. True where they were. */
function withClock(draft: Draft, { profile, readings, share }: TimeCandidate): true | undefined {
  const [reading] = readings;
  const isIso = reading?.name === "iso_time_to_ms";
  const pattern = isIso ? "yyyy-MM-dd" : reading?.pattern;
  if (pattern === undefined || (isIso ? profile.longest !== 10 : reading?.isDate !== true)) return undefined;
  const parent = profile.path.slice(0, -1);
  const clock = draft.rows.paths.find(
    (other) =>
      other.texts.clock > 0.95 * usable(other) &&
      other.path.length === profile.path.length &&
      pathLabel(other.path.slice(0, -1)) === pathLabel(parent) &&
      CLOCK_NAMES.test(bareName(pathLabel(other.path.slice(-1)))),
  );
  if (clock === undefined) return undefined;
  const text = ["concat", pathExpression(profile.path), ["value", " "], pathExpression(clock.path)];
  add(
    draft,
    "time",
    ["parse_time_to_ms", `${pattern} H:mm[:ss]`, text],
    {
      from: `${pathLabel(profile.path)} and ${pathLabel(clock.path)}`,
      share: Math.min(share, usable(clock) / draft.rows.rows),
    },
    [profile, clock],
  );
  return true;
}

function addInsertId(draft: Draft): void {
  const taken = new Set([...draft.mapping.values()].map((value) => JSON.stringify(value)));
  const best = findCandidates(draft.rows).insert_id.find(
    ({ profile }) => !taken.has(JSON.stringify(pathExpression(profile.path))),
  );
  if (best === undefined) return;
  add(
    draft,
    "insert_id",
    pathExpression(best.profile.path),
    { from: pathLabel(best.profile.path), share: best.share },
    [best.profile],
  );
}

const NAMED_OF_EVENT: readonly NamedKey[] = [
  "session_id",
  "app_version",
  "platform",
  "os_name",
  "os_version",
  "device_brand",
  "device_manufacturer",
  "device_model",
  "carrier",
  "country",
  "region",
  "city",
  "dma",
  "language",
  "ip",
  "user_agent",
  "idfa",
  "idfv",
  "adid",
  "android_id",
  "revenue",
  "price",
  "quantity",
  "currency",
  "location_lat",
  "location_lng",
  "user_properties",
  "groups",
  "group_properties",
];

/** A name that only ends as one in the list does not count here: a wrong key is worse than a property. */
const LISTED_NAME = 21;

function addNamedKeys(draft: Draft, keys: readonly NamedKey[]): void {
  for (const name of keys) {
    const key = eventKey(name);
    if (key === undefined || isSuperfluous(name, draft.mapping)) continue;
    const [best] = draft.rows.paths
      .filter((profile) => !profile.path.includes("item") && fits(profile, key))
      .map((profile) => ({ profile, score: nameScore(profile.path, [name.replaceAll("_", ""), ...KEY_NAMES[name]]) }))
      .filter(({ score }) => score >= LISTED_NAME)
      .toSorted((a, b) => b.score - a.score);
    if (best === undefined || isUsed(draft, best.profile)) continue;
    const { profile } = best;
    const isNumber = key.type === "float" || key.type === "integer";
    const expression = isNumber
      ? numeric(profile)
      : isJsonText(profile)
        ? ["parse_json_element", pathExpression(profile.path)]
        : pathExpression(profile.path);
    add(draft, name, expression, { from: pathLabel(profile.path), share: usable(profile) / draft.rows.rows }, [
      profile,
    ]);
  }
}

/** Revenue says what price and quantity say together; a currency and a quantity need an amount. */
function isSuperfluous(name: NamedKey, mapping: ReadonlyMap<string, unknown>): boolean {
  switch (name) {
    case "price":
      return mapping.has("revenue");
    case "quantity":
      return !mapping.has("price");
    case "currency":
      return !mapping.has("price") && !mapping.has("revenue");
    default:
      return false;
  }
}

function isUsed({ used }: Draft, { path }: PathProfile): boolean {
  const [first] = path;
  return path.length === 1 && typeof first === "object" && used.has(first.key);
}

/** Whether nearly all values are of the kind that the key needs. */
function fits(profile: PathProfile, { type, name }: EventKey): boolean {
  const values = usable(profile);
  if (values === 0) return false;
  const { kinds, texts } = profile;
  const numbers = (kinds.number ?? 0) + texts.number;
  const most = 0.98 * values;
  switch (type) {
    case "string":
      if (name === "currency") return texts.currency >= most;
      // Operators read numbers as text too, but a number is seldom the name of a thing.
      return (kinds.string ?? 0) - profile.empty >= most && texts.dict + texts.list === 0;
    case "integer":
      return profile.integers + texts.number - texts.decimalComma >= most && isWhole(profile);
    case "float":
      return numbers + texts.decimalComma >= most && isWithin(profile, name);
    case "object":
      return (kinds.dict ?? 0) >= most || (isJsonText(profile) && texts.list === 0);
    case "boolean":
      return (kinds.bool ?? 0) >= most;
    case "mutation":
      return false;
    default:
      return type satisfies never;
  }
}

function isWhole({ kinds, integers, examples }: PathProfile): boolean {
  return (
    integers === (kinds.number ?? 0) && examples.every((value) => typeof value !== "string" || !/[.,eE]/.test(value))
  );
}

function isWithin({ smallest, largest, kinds }: PathProfile, name: string): boolean {
  const limit = name === "location_lat" ? 90 : name === "location_lng" ? 180 : Infinity;
  if ((kinds.number ?? 0) === 0) return true;
  return Number(smallest ?? 0) >= -limit && Number(largest ?? 0) <= limit;
}

/** With more columns than these, the properties are the row without those that are used. */
const MOST_NAMED = 60;

function addRest(draft: Draft, key: "event_properties" | "user_properties" | "group_properties"): void {
  const { rows, used } = draft;
  const columns = rows.paths.filter(({ path }) => path.length === 1);
  const rest = columns.filter((profile) => !isUsed(draft, profile) && usable(profile) > 0);
  const merged = rest.find((profile) => isProperties(profile, key));
  const named = rest.filter((profile) => profile !== merged);
  const isWide = rest.length > MOST_NAMED;
  const others: unknown = isWide
    ? ["exclude_keys", ["path"], ...used, ...(merged === undefined ? [] : [keyOf(merged)])]
    : Object.fromEntries(named.map((profile) => [keyOf(profile), propertyOf(profile)]));
  if (rest.length === 0) return;
  const inner =
    merged === undefined ? undefined : isJsonText(merged) ? ["parse_json_element", keyOf(merged)] : keyOf(merged);
  const value = inner === undefined ? others : named.length === 0 ? inner : ["merge_dicts", others, inner];
  const all =
    named.length === 0
      ? ""
      : isWide
        ? "all other columns"
        : `${named.length} other column${named.length === 1 ? "" : "s"}`;
  const from = [all, ...(merged === undefined ? [] : [`what is in ${pathLabel(merged.path)}`])]
    .filter((part) => part !== "")
    .join(", and ");
  add(draft, key, value, { from, share: 1 });
}

const keyOf = ({ path: [first] }: PathProfile): string => (typeof first === "object" ? first.key : "");

/** A column that holds properties, as an object in nearly all rows. */
function isProperties(profile: PathProfile, key: string): boolean {
  const isDict =
    (profile.kinds.dict ?? 0) >= 0.98 * usable(profile) || (isJsonText(profile) && profile.texts.list === 0);
  const bare = bareName(keyOf(profile));
  return isDict && (bare === bareName(key) || (PROPERTY_NAMES.includes(bare) && usable(profile) > 0));
}

/** JSON in texts is opened, and numbers that are written as texts become numbers. */
function propertyOf(profile: PathProfile): unknown {
  const value = pathExpression(profile.path);
  if (isJsonText(profile)) return ["parse_json_element", value];
  const { texts } = profile;
  const values = usable(profile);
  const isAmount = texts.number + texts.decimalComma === values && texts.zeros === 0 && values > 0;
  const isName = /id|zip|plz|postal|phone|tel|fax|code|number|nr|no|year|version|sku|isbn|ean/.test(
    bareName(keyOf(profile)),
  );
  return isAmount && !isName && profile.shortest > 0 && profile.longest < 16 ? numeric(profile) : value;
}

function addGroups(draft: Draft): void {
  const groups = draft.rows.paths.find(
    (profile) =>
      profile.path.length === 1 &&
      bareName(keyOf(profile)) === "groups" &&
      fits(profile, { ...NO_RULES, type: "object", name: "groups" }),
  );
  if (groups !== undefined) {
    add(draft, "groups", keyOf(groups), { from: keyOf(groups), share: usable(groups) / draft.rows.rows }, [groups]);
    return;
  }
  const { name } = draft.options;
  const columns = draft.rows.paths.filter(
    ({ path, kinds }) => path.length === 1 && (kinds.dict ?? 0) + (kinds.list ?? 0) === 0,
  );
  const id = columns.find((profile) => /id$|name$|key$/.test(bareName(keyOf(profile)))) ?? columns[0];
  const value = id === undefined ? ["value", name] : pathExpression(id.path);
  add(
    draft,
    "groups",
    { [name]: value },
    {
      from: id === undefined ? JSON.stringify(name) : pathLabel(id.path),
      share: id === undefined ? 1 : usable(id) / draft.rows.rows,
      doubt: `is ${JSON.stringify(name)} the group type, and does this column name the group?`,
    },
    id === undefined ? [] : [id],
  );
}

const NO_RULES = { doc: "", rules: [] } as const;

function addMutation(draft: Draft): void {
  const column = draft.rows.paths.find(({ path }) => path.length === 1 && /^mutationtype$/.test(namesKey(path)));
  if (column !== undefined) {
    add(draft, "mutation_type", keyOf(column), { from: keyOf(column), share: usable(column) / draft.rows.rows }, [
      column,
    ]);
    return;
  }
  const doubt = "no column says whether a row inserts, updates or deletes a profile";
  add(draft, "mutation_type", ["value", "UPDATE"], { from: '"UPDATE" in every row', share: 1, doubt });
}

const namesKey = ([first]: PathProfile["path"]): string => (typeof first === "object" ? bareName(first.key) : "");

/** The columns as they are: the properties of a profile are beside its keys. */
function addOtherKeys(draft: Draft): void {
  if (dataTypeInfo(draft.options.dataType).keepsOtherKeys !== true) return;
  const columns = draft.rows.paths.filter(
    (profile) => profile.path.length === 1 && !isUsed(draft, profile) && usable(profile) > 0,
  );
  for (const profile of columns) {
    const key = eventKey(keyOf(profile));
    if (key === undefined || fits(profile, key)) draft.mapping.set(keyOf(profile), propertyOf(profile));
  }
  draft.decisions.push({ key: "properties", from: `${columns.length} other columns`, share: 1 });
}
