// The program: the arguments of this process to its exit code.
import { main } from "./command-line.ts";

process.exitCode = await main(process.argv.slice(2), process);
