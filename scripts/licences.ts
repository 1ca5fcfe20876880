// From the files of a bundle to the licences of the libraries in it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The licences of the libraries that are in the bundle, each text once. In: its source files, from the working directory. */
export function licencesOf(inputs: readonly string[]): string {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? []);
  const namesOfText = Map.groupBy([...new Set(folders)].map(licenceOf), ({ text }) => text);
  const sections = [...namesOfText].map(([text, all]) => {
    const names = all.map(({ name }) => name).toSorted();
    return `${names.join("\n")}\n${text === "" ? "" : `\n${text}\n`}`;
  });
  return `This program contains these libraries.\n\n${sections.toSorted().join("\n----\n\n")}`;
}

function licenceOf(folder: string): { readonly name: string; readonly text: string } {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly license: string;
  };
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(?:[.-]|$)/i.test(entry));
  const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8").trim();
  return { name: `${name} ${version} (${license})`, text };
}
