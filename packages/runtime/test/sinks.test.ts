// Every kind of sink that a source file can name keeps the contract of sinks.
import { SINKS } from "../src/7-deliver/sinks.gen.ts";
import { sinkContract, type SinkToTest } from "./contracts/sink-contract.ts";

for (const { type } of SINKS) {
  // A kind of sink without such a file fails here.
  const { toTest } = (await import(`./sinks/${type}.ts`)) as { toTest(): SinkToTest };
  sinkContract(type, toTest());
}
