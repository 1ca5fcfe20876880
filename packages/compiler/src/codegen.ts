// How generated code is written, for the packages of this repository; no promise to others.
export { Code, join, js, variableName } from "./codegen/code.ts";
export type {
  BytePlan,
  PlanMember,
  PlanPart,
  PlanTest,
  PlanTimeField,
  PlanTimeStep,
  PlanUnit,
  PlanValue,
} from "./codegen/byte-plan.ts";
