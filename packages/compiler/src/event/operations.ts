// The operations that `user_properties` and `group_properties` can contain instead of plain properties.

export interface PropertyOperation {
  readonly name: string;
  /** Its effect on each property that it lists, in one line. */
  readonly doc: string;
  /** Whether it also works in `group_properties` (R). */
  readonly forGroups: boolean;
}

/** In the order of the Identify API's documentation (R). */
export const PROPERTY_OPERATIONS: readonly PropertyOperation[] = [
  { name: "$set", doc: "Sets the property.", forGroups: true },
  { name: "$setOnce", doc: "Sets the property unless it has a value.", forGroups: true },
  { name: "$add", doc: "Adds a number to the property.", forGroups: true },
  { name: "$append", doc: "Appends to the property's list.", forGroups: true },
  { name: "$prepend", doc: "Prepends to the property's list.", forGroups: true },
  { name: "$unset", doc: "Removes the property.", forGroups: true },
  { name: "$preInsert", doc: "Prepends values that the property's list doesn't contain yet.", forGroups: false },
  { name: "$postInsert", doc: "Appends values that the property's list doesn't contain yet.", forGroups: false },
  { name: "$remove", doc: "Removes values from the property's list.", forGroups: false },
];

/** Operations of `user_properties` (R). */
export const USER_OPERATIONS: readonly string[] = PROPERTY_OPERATIONS.map((operation) => operation.name);

/** Operations of `group_properties` (R). */
export const GROUP_OPERATIONS: readonly string[] = PROPERTY_OPERATIONS.filter((operation) => operation.forGroups).map(
  (operation) => operation.name,
);

/** The operations allowed in the object of an event key; none for other keys. */
export function operationsOf(key: string): readonly string[] {
  if (key === "user_properties") return USER_OPERATIONS;
  return key === "group_properties" ? GROUP_OPERATIONS : [];
}
