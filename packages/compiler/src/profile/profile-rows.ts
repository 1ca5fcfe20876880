// From rows, one after another, to what they hold at each path; in one pass, and in memory that does not grow with their number.
import { isDict, type Value } from "../values/value.ts";
import { jsonIn, type PathCounter, pathCounter, type PathProfile, type PathStep } from "./path-profile.ts";

export interface RowsProfile {
  /** How many rows were looked at. */
  readonly rows: number;
  /** How many of them are objects. */
  readonly dicts: number;
  /** Every path, that of a list or an object before those below it, keys in the order in which they were first seen. */
  readonly paths: readonly PathProfile[];
  /** How many values were passed over, because they are too deep, or at one path too many. */
  readonly unfollowed: number;
}

export interface RowProfiler {
  add(row: Value): void;
  profile(): RowsProfile;
}

/** Data that serves as keys would make paths without end. */
const MAX_PATHS = 2_000;
const MAX_KEYS = 500;
const MAX_DEPTH = 12;
/** Of a long list, so many items are looked at. */
const MAX_ITEMS = 20;

interface Node {
  readonly path: readonly PathStep[];
  readonly counter: PathCounter;
  readonly keys: Map<string, Node>;
  item: Node | undefined;
  json: Node | undefined;
  /** How many objects, items of lists, and texts that hold JSON were seen here. */
  dicts: number;
  items: number;
  jsons: number;
}

interface Profiling {
  readonly root: Node;
  paths: number;
  unfollowed: number;
}

export function rowProfiler(): RowProfiler {
  const profiling: Profiling = { root: newNode([]), paths: 0, unfollowed: 0 };
  const { root } = profiling;
  return {
    add: (row) => visit(profiling, root, row),
    profile() {
      const paths: PathProfile[] = [];
      collect(root, root.counter.count, paths);
      const { unfollowed } = profiling;
      return { rows: root.counter.count, dicts: root.dicts, paths: paths.slice(1), unfollowed };
    },
  };
}

function newNode(path: readonly PathStep[]): Node {
  return {
    path,
    counter: pathCounter(path),
    keys: new Map(),
    item: undefined,
    json: undefined,
    dicts: 0,
    items: 0,
    jsons: 0,
  };
}

/** Counts a value, and what is in it. */
function visit(profiling: Profiling, node: Node, value: Value): void {
  const json = typeof value === "string" ? jsonIn(value) : undefined;
  node.counter.add(value, json);
  if (json !== undefined) {
    node.jsons += 1;
    node.json ??= newChild(profiling, node, "json");
    if (node.json !== undefined) visit(profiling, node.json, json as Value);
  } else if (Array.isArray(value)) {
    for (const item of value.slice(0, MAX_ITEMS)) {
      node.items += 1;
      node.item ??= newChild(profiling, node, "item");
      if (node.item !== undefined) visit(profiling, node.item, item);
    }
  } else if (isDict(value)) {
    node.dicts += 1;
    for (const key of Object.keys(value)) {
      const child = childOf(profiling, node, key);
      if (child !== undefined) visit(profiling, child, value[key] ?? null);
    }
  }
}

function childOf(profiling: Profiling, node: Node, key: string): Node | undefined {
  const known = node.keys.get(key);
  if (known !== undefined) return known;
  if (node.keys.size >= MAX_KEYS) {
    profiling.unfollowed += 1;
    return undefined;
  }
  const made = newChild(profiling, node, { key });
  if (made !== undefined) node.keys.set(key, made);
  return made;
}

function newChild(profiling: Profiling, { path }: Node, step: PathStep): Node | undefined {
  if (profiling.paths >= MAX_PATHS || path.length >= MAX_DEPTH) {
    profiling.unfollowed += 1;
    return undefined;
  }
  profiling.paths += 1;
  return newNode([...path, step]);
}

function collect(node: Node, places: number, found: PathProfile[]): void {
  found.push(node.counter.profile(places));
  for (const one of node.keys.values()) collect(one, node.dicts, found);
  if (node.item !== undefined) collect(node.item, node.items, found);
  if (node.json !== undefined) collect(node.json, node.jsons, found);
}
