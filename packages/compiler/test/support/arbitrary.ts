// Random converters and rows for property tests, weighted to the values where engines go wrong.
import fc from "fast-check";
import type { OperatorDefinition, Parameter } from "../../src/operators/define.ts";
import { OPERATORS } from "../../src/operators/index.gen.ts";
import { parseJson, stringifyJson } from "../../src/values/json.ts";
import { setKey } from "../../src/values/dict.ts";
import type { Dict, Value } from "../../src/values/value.ts";

/** Few keys, so that paths often find something; some of them are names that every object has. */
const KEYS = [
  "a",
  "b",
  "c",
  "0",
  "1",
  "",
  "__proto__",
  "constructor",
  "toString",
  "length",
  "rawJSON",
  "a.b",
  'key with "quotes" \\ </script> \u2028 */',
];

const EDGE_VALUES = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "1",
  "-1",
  "1.0",
  "1e3",
  "0.1",
  "0.2",
  "1.5",
  "-2.5",
  "2.5",
  "0.49999999999999994",
  "100",
  "99.99",
  "19.99",
  "9007199254740991",
  "9007199254740992",
  "9007199254740993",
  "-9007199254740993",
  "12345678901234567890",
  "1e21",
  "1e400",
  "-1e400",
  "5e-324",
  "1.7976931348623157e308",
  "123456789012345678901234567890.5",
  "1609477567000",
  "1562516140600",
  '""',
  '"a"',
  '"A b"',
  '"true"',
  '"TRUE"',
  '"false"',
  '"tRuE "',
  '"1"',
  '" 12.50 "',
  '"-3e2"',
  '"1e400"',
  '"0x10"',
  '"."',
  '"2023-11-14 22:13:20.000000"',
  '"2022-07-01 09:12:30 -0700"',
  '"2023-02-30"',
  '"1/1/2021 5:06:07"',
  '"AP6qCz41AAAwhCUA"',
  '"AAAA"',
  '"{\\"a\\": [1, 12345678901234567890]}"',
  '"[1,"',
  '"a,b,,c"',
  '"Stra\\u00dfe \\u0130"',
  '"\\ud83d\\ude00\\ud83d"',
  '"aXbXc"',
  "[]",
  "{}",
  '["a", null, 1]',
  '[[1], {"a": 2}]',
  '{"a": {"b": {"c": 1}}, "d": []}',
  '{"__proto__": {"a": 1}}',
  '{"constructor": 1, "1": "x"}',
].map((text) => parseJson(text));

const PATTERNS = [
  "a",
  "\\d+",
  "(a)(b)?",
  "[^a-c]+",
  "X|b",
  "^.",
  "$",
  "(?i)A",
  "\\s*",
  "a*",
  "(?<n>a)",
  "\\p{L}",
  "(?:ab|a)+",
  "\\bA\\b",
];
const REPLACEMENTS = ["", "-", "$0", "\\$", "<$0$0>", "x\\\\y"];
const TIME_PATTERNS = [
  "M/d/yyyy H:mm:ss",
  "yyyy-MM-dd",
  "yyyy-MM-dd HH:mm:ss[ Z]",
  "MMM d, yyyy",
  "yyyyMMdd",
  "h:mm a M/d/yyyy",
  "yyyy-MM-dd'T'HH:mm:ssXXX",
  "yyyy-DDD",
];

const edgeValue = fc.constantFrom(...EDGE_VALUES);
const key = fc.constantFrom(...KEYS);

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 6, arbitrary: edgeValue },
    {
      weight: 1,
      arbitrary: fc
        .oneof(
          fc.integer(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
          fc.string({ unit: "binary" }),
        )
        .map(normal),
    },
    { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 4 }) },
    { weight: 2, arbitrary: dictOf(tie("value")) },
  ),
}));

function normal(found: number | bigint | string): Value {
  return parseJson(stringifyJson(found));
}

function dictOf(member: fc.Arbitrary<Value>): fc.Arbitrary<Dict> {
  return fc.array(fc.tuple(key, member), { maxLength: 6 }).map((entries) => {
    const dict: Dict = {};
    for (const [name, inner] of entries) setKey(dict, name, inner);
    return dict;
  });
}

/** Rows: mostly dicts, as files have them. */
export const row: fc.Arbitrary<Value> = fc.oneof(
  { weight: 9, arbitrary: dictOf(value) },
  { weight: 1, arbitrary: value },
);

const { expression } = fc.letrec<{ expression: Value }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    { weight: 5, arbitrary: key },
    { weight: 2, arbitrary: value.map((json) => ["value", json]) },
    { weight: 1, arbitrary: fc.array(key, { minLength: 1, maxLength: 3 }).map((steps) => ["path", ...steps]) },
    { weight: 9, arbitrary: fc.constantFrom(...OPERATORS).chain((operator) => callOf(operator, tie("expression"))) },
    { weight: 1, arbitrary: dictOf(tie("expression")) },
  ),
}));

function callOf(operator: OperatorDefinition, operand: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  const argument = (parameter: Parameter): fc.Arbitrary<Value> => argumentFor(parameter, operand);
  const fixed = fc.tuple(...operator.parameters.map(argument));
  const repeated =
    operator.repeats === undefined
      ? fc.constant([])
      : fc.array(fc.tuple(...operator.repeats.map(argument)), {
          minLength: operator.atLeastOnce === true ? 1 : 0,
          maxLength: 3,
        });
  const name = fc.constantFrom(operator.name, ...(operator.aliases ?? []));
  return fc.tuple(name, fixed, repeated).map(([called, first, rest]) => [called, ...first, ...rest.flat()]);
}

function argumentFor(parameter: Parameter, operand: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  switch (parameter.kind) {
    case "source":
    case "test":
      return operand;
    case "json":
      return value;
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.constantFrom<Value>(0, 1, 2, 3, -1, 9007199254740993n);
    case "string":
      return stringFor(parameter.name);
    default:
      return parameter.kind satisfies never;
  }
}

function stringFor(name: string): fc.Arbitrary<string> {
  if (/pattern|regex/i.test(name)) return fc.constantFrom(...(/time/i.test(name) ? TIME_PATTERNS : PATTERNS));
  if (/replacement/i.test(name)) return fc.constantFrom(...REPLACEMENTS);
  if (/separator/i.test(name)) return fc.constantFrom(",", "X", ".", "ab", "\u2028");
  return key;
}

/** The text of a whole converter. */
export const converterText: fc.Arbitrary<string> = fc
  .oneof({ weight: 3, arbitrary: dictOf(expression) }, { weight: 1, arbitrary: expression })
  .map((body) =>
    stringifyJson({ converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc: body } }),
  );
