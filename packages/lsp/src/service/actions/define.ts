// The contract of an editor action: one definition that the editor, its test and its page in the reference are made from.
import type { TextEdit, Value } from "@heddle/compiler";
import type { Target } from "./target.ts";

/** `fixAll` is offered only where an editor asks for it. */
export type ActionKind = "quickfix" | "rewrite" | "extract" | "inline" | "fixAll";

/** One change that an action offers at a place. */
export interface Offer {
  readonly title: string;
  /** All are applied together; none of them overlap. */
  readonly edits: readonly TextEdit[];
}

export interface ActionExample {
  /** What is shown, in a few words; left out where the action's summary says it. */
  readonly name?: string;
  /** The function of a converter, with the caret at `|`; two of them mark a selection. */
  readonly before: string;
  /** The same function after the action; left out where nothing is on offer. */
  readonly after?: string;
  readonly sample?: readonly Value[];
}

export interface ActionDefinition {
  /** The name of its file. */
  readonly name: string;
  /** What it does, as a line without a full stop. */
  readonly summary: string;
  /** What is good to know besides, in a sentence or two. */
  readonly doc?: string;
  readonly kind: ActionKind;
  /** Whether the converter yields for every row what it yielded before. */
  readonly keepsMeaning: boolean;
  /** What it offers at a place, mostly one change or none. */
  readonly offer: (target: Target) => readonly Offer[];
  readonly examples: readonly [ActionExample, ...ActionExample[]];
}

/** Defines an action; the service learns of it through the generated list. */
export function defineAction(definition: ActionDefinition): ActionDefinition {
  return definition;
}
