// Rows to what they hold, and to a converter for them.
export { rowProfiler, type RowProfiler, type RowsProfile } from "./profile/profile-rows.ts";
export type { PathProfile, PathStep, ReadTimes, TextForm } from "./profile/path-profile.ts";
export { type Candidate, type Candidates, findCandidates, type TimeCandidate } from "./profile/candidates.ts";
export { pathLabel } from "./profile/path-expression.ts";
export { type Decision, inferConverter, type InferOptions, type InferredConverter } from "./profile/infer-converter.ts";
export { isIdName } from "./profile/key-names.ts";
