// In: a tree. Out: its length and determinism as Java's compiler studies them (with its 32-bit arithmetic), and facts about empty matches.
import { UNLIMITED, type RegexNode } from "./tree.ts";

export interface Study {
  min: number;
  /** 32-bit: Java lets it overflow. */
  max: number;
  maxValid: boolean;
  deterministic: boolean;
}

/** A study under way. Java studies what follows a choice on its own and adds up afterwards, so overflows go unnoticed there. */
interface Running extends Study {
  before: Study;
}

export function study(node: RegexNode): Study {
  const info: Running = { ...fresh(), before: fresh() };
  add(node, info);
  settle(info);
  return info.before;
}

function fresh(): Study {
  return { min: 0, max: 0, maxValid: true, deterministic: true };
}

function settle(info: Running): void {
  const { before } = info;
  before.min = (before.min + info.min) | 0;
  before.max = (before.max + info.max) | 0;
  before.maxValid &&= info.maxValid;
  before.deterministic &&= info.deterministic;
  Object.assign(info, fresh());
}

/** Adds the node to what stands before it. */
function add(node: RegexNode, info: Running): void {
  switch (node.kind) {
    case "set":
      addLength(info, 1, 1);
      return;
    case "slice":
      addLength(info, node.sets.length, node.sets.length);
      return;
    case "sequence":
      for (const item of node.items) add(item, info);
      return;
    case "alternation": {
      const all = node.alternatives.map(study);
      addLength(
        info,
        all.reduce((least, one) => Math.min(least, one.min), UNLIMITED),
        all.reduce((most, one) => Math.max(most, one.max), -1),
      );
      if (!all.every((one) => one.maxValid)) info.maxValid = false;
      info.deterministic = false;
      settle(info);
      return;
    }
    case "group":
      add(node.body, info);
      return;
    case "atomic":
      addAside(node.body, info);
      return;
    case "look":
    case "assertion":
      return;
    case "lineBreak":
      addLength(info, 1, 2);
      return;
    case "grapheme":
      addLength(info, 1, 0);
      info.deterministic = false;
      return;
    case "backReference":
      info.maxValid = false;
      return;
    case "quantified":
      addQuantified(node, info);
      return;
    default: {
      const never: never = node;
      return never;
    }
  }
}

/** What Java matches on the side continues the sums, but choices in it are added up at its end. */
function addAside(node: RegexNode, info: Running): void {
  const inner: Running = { ...info, before: fresh() };
  add(node, inner);
  settle(inner);
  Object.assign(info, inner.before);
}

function addLength(info: Study, min: number, max: number): void {
  info.min = (info.min + min) | 0;
  info.max = (info.max + max) | 0;
}

function addQuantified(node: RegexNode & { kind: "quantified" }, info: Running): void {
  const { min, max, mode } = node;
  const body = study(node.body);
  if (min === 0 && max === 1) {
    const least = info.min;
    if (node.body.kind === "group" && mode !== "possessive") {
      info.max = (info.max + Math.max(body.max, 0)) | 0;
      if (!body.maxValid) info.maxValid = false;
      settle(info);
    } else {
      addAside(node.body, info);
      info.min = least;
    }
    info.deterministic = false;
  } else if (node.body.kind === "set" && max === UNLIMITED && mode === "greedy") {
    addLength(info, min, info.maxValid ? UNLIMITED : 0);
    info.deterministic = false;
  } else if (isLoopOf(node, body)) {
    info.maxValid = false;
    info.deterministic = false;
  } else {
    const least = (Math.imul(body.min, min) + info.min) | 0;
    info.min = least < info.min ? 0xfffffff : least;
    if (info.maxValid && body.maxValid) {
      const before = info.max;
      info.max = (Math.imul(body.max, max) + before) | 0;
      if (info.max < before) info.maxValid = false;
    } else info.maxValid = false;
    if (!body.deterministic || min !== max) info.deterministic = false;
  }
}

/** Whether Java runs this repetition as its general loop, which undoes captures when it backs off. */
export function isLoop(node: RegexNode & { kind: "quantified" }): boolean {
  return isLoopOf(node, study(node.body));
}

function isLoopOf(node: RegexNode & { kind: "quantified" }, body: Study): boolean {
  return (
    node.body.kind === "group" &&
    node.mode !== "possessive" &&
    !(node.min === 0 && node.max === 1) &&
    !body.deterministic
  );
}

/** Whether the node has exactly one way to match at a place, so that an engine has nothing to try again in it. */
export function hasOneOutcome(node: RegexNode): boolean {
  switch (node.kind) {
    case "set":
    case "slice":
    case "assertion":
    case "backReference":
    case "look":
    case "atomic":
    case "grapheme":
      return true;
    case "sequence":
      return node.items.every(hasOneOutcome);
    case "group":
      return hasOneOutcome(node.body);
    case "quantified":
      return (
        node.mode === "possessive" ||
        (node.min === node.max && (hasOneOutcome(node.body) || node.body.kind === "lineBreak"))
      );
    case "alternation":
    case "lineBreak":
      return false;
    default: {
      const never: never = node;
      return never;
    }
  }
}

/** Whether the node can match the empty text. */
export function isNullable(node: RegexNode): boolean {
  switch (node.kind) {
    case "set":
    case "lineBreak":
    case "grapheme":
      return false;
    case "slice":
      return node.sets.length === 0;
    case "sequence":
      return node.items.every(isNullable);
    case "alternation":
      return node.alternatives.some(isNullable);
    case "group":
    case "atomic":
      return isNullable(node.body);
    case "look":
    case "assertion":
    case "backReference":
      return true;
    case "quantified":
      return node.min === 0 || isNullable(node.body);
    default: {
      const never: never = node;
      return never;
    }
  }
}

/** Whether the node never takes a character. */
export function isAlwaysEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case "slice":
      return node.sets.length === 0;
    case "look":
    case "assertion":
      return true;
    case "sequence":
      return node.items.every(isAlwaysEmpty);
    case "alternation":
      return node.alternatives.every(isAlwaysEmpty);
    case "group":
    case "atomic":
    case "quantified":
      return isAlwaysEmpty(node.body);
    default:
      return false;
  }
}

/** Whether the node tries the empty text only after everything longer: then it does not matter that ECMAScript gives an empty round up. */
export function triesEmptyLast(node: RegexNode): boolean {
  if (!isNullable(node) || hasOneOutcome(node) || isAlwaysEmpty(node)) return true;
  switch (node.kind) {
    case "sequence":
      return node.items.every(triesEmptyLast);
    case "alternation": {
      const firstNullable = node.alternatives.findIndex(isNullable);
      return node.alternatives.every((one, i) =>
        i < firstNullable ? true : i === firstNullable ? triesEmptyLast(one) : isAlwaysEmpty(one),
      );
    }
    case "group":
      return triesEmptyLast(node.body);
    case "quantified":
      return node.mode !== "lazy" && triesEmptyLast(node.body);
    default:
      return true;
  }
}

/** Whether the node can match the empty text at any place whatever stands there. */
export function isFreelyEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case "slice":
      return node.sets.length === 0;
    case "sequence":
      return node.items.every(isFreelyEmpty);
    case "alternation":
      return node.alternatives.some(isFreelyEmpty);
    case "group":
      return isFreelyEmpty(node.body);
    case "quantified":
      return node.mode !== "possessive" && (node.min === 0 || isFreelyEmpty(node.body));
    default:
      return false;
  }
}
