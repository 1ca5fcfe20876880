// A path of a plan to the keys that the walk knows: where its span is, and what below it is passed on.
import * as L from "./layout.gen.ts";
import { take, text, Unfit } from "./memory.ts";
import type { Instance } from "./module.ts";

interface Place {
  readonly container: number;
  readonly isList: boolean;
}

/** Sets `span` as that of a path; a path through lists has several keys. */
export function attachPath(
  instance: Instance,
  root: number,
  path: readonly string[],
  span: number,
  isPassedOn: boolean,
): void {
  const { numbers, exports } = instance;
  let places: readonly Place[] = [{ container: root, isList: false }];
  for (const [depth, name] of path.entries()) {
    const keys = places.flatMap((place) => keyIn(instance, place, name));
    if (depth < path.length - 1) {
      places = keys.flatMap((key) => placesBelow(instance, key, path[depth + 1] ?? ""));
      continue;
    }
    for (const key of keys) {
      numbers[(key + L.KEY_SPAN) >> 2] = span;
      if (isPassedOn) exports.passOn(key);
    }
  }
}

/** The key for a name in an object, or for an index in a list. */
function keyIn(instance: Instance, { container, isList }: Place, name: string): number[] {
  const { numbers, exports } = instance;
  // What lies below something that is passed on is passed on, too.
  const inherits = ((numbers[(container + L.CONTAINER_FLAGS) >> 2] ?? 0) & L.PASSED_ON) !== 0;
  let key: number;
  if (!isList) {
    const stored = text(instance, name);
    key = exports.planKey(container, stored.at, stored.length);
  } else {
    const index = Number(name);
    if (index >= L.MOST_ITEMS) throw new Unfit(`it reads item ${index} of a list`);
    const items = itemsOf(instance, container);
    key = numbers[(items >> 2) + index] ?? 0;
    if (key === 0) {
      key = take(instance, L.KEY);
      numbers[(items >> 2) + index] = key;
    }
  }
  if (key === 0) throw new Unfit("it is too large");
  if (inherits) numbers[(key + L.KEY_PASSED_ON) >> 2] = 1;
  return [key];
}

function itemsOf(instance: Instance, container: number): number {
  const { numbers } = instance;
  const known = numbers[(container + L.CONTAINER_ITEMS) >> 2] ?? 0;
  if (known !== 0) return known;
  const items = take(instance, L.MOST_ITEMS * 4);
  numbers[(container + L.CONTAINER_ITEMS) >> 2] = items;
  numbers[(container + L.CONTAINER_ITEM_COUNT) >> 2] = L.MOST_ITEMS;
  return items;
}

function placesBelow(instance: Instance, key: number, next: string): Place[] {
  const below = [{ container: childOf(instance, key, L.KEY_OBJECT), isList: false }];
  if (/^(?:0|[1-9][0-9]{0,9})$/.test(next)) below.push({ container: childOf(instance, key, L.KEY_LIST), isList: true });
  return below;
}

function childOf(instance: Instance, key: number, offset: number): number {
  const { numbers, exports } = instance;
  const at = (key + offset) >> 2;
  if ((numbers[at] ?? 0) === 0) {
    const isPassedOn = (numbers[(key + L.KEY_PASSED_ON) >> 2] ?? 0) !== 0;
    numbers[at] = exports.newContainer(isPassedOn ? L.PASSED_ON : 0);
  }
  return numbers[at] ?? 0;
}
