// In: a resource of a template. Out: what is wrong with it by AWS's own descriptions of resources, those of SAM among them.
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import type { PropertyType } from "@aws-cdk/service-spec-types";

const specification = loadAwsServiceSpecSync();

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

type Properties = Readonly<Record<string, { readonly type: PropertyType; readonly required?: boolean }>>;

function propertiesOf(type: string): Properties {
  const [known] = specification.lookup("resource", "cloudFormationType", "equals", type);
  if (known === undefined) throw new Error(`${type} is not known`);
  return known.properties;
}

/** SAM hands what it does not know itself of a queue's events on to the mapping of the queue. */
const { FunctionName: _, EventSourceArn: __, ...MAPPING } = propertiesOf("AWS::Lambda::EventSourceMapping");

/** Each fault as a line, by the path of its property. */
export function faultsOf({ Type, Properties: given }: Resource): readonly string[] {
  return faultsIn("", given, propertiesOf(Type));
}

function faultsIn(path: string, given: object, known: Properties): string[] {
  const missing = Object.keys(known)
    .filter((name) => known[name]?.required === true && !(name in given))
    .map((name) => `${path}${name} is missing`);
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const property = known[name];
    return property === undefined
      ? [`${path}${name} is not known`]
      : faultsOfValue(`${path}${name}`, value, property.type);
  });
  return [...missing, ...wrong];
}

/** A function of CloudFormation stands for any value. */
function isComputed(value: unknown): boolean {
  const [name, ...others] = typeof value === "object" && value !== null ? Object.keys(value) : [];
  return name !== undefined && others.length === 0 && (name === "Ref" || name.startsWith("Fn::"));
}

function faultsOfValue(path: string, value: unknown, type: PropertyType): string[] {
  if (isComputed(value)) return [];
  const other = [`${path} has another type`];
  switch (type.type) {
    case "string":
    case "date-time":
      return typeof value === "string" ? [] : other;
    case "number":
    case "integer":
      return typeof value === "number" ? [] : other;
    case "boolean":
      return typeof value === "boolean" ? [] : other;
    case "array":
      return Array.isArray(value)
        ? value.flatMap((item, i) => faultsOfValue(`${path}[${i}]`, item, type.element))
        : other;
    case "map":
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => faultsOfValue(`${path}.${key}`, item, type.element))
        : other;
    case "ref": {
      const { name, properties } = specification.get("typeDefinition", type.reference);
      return isObject(value)
        ? faultsIn(`${path}.`, value, name === "SQSEvent" ? { ...MAPPING, ...properties } : properties)
        : other;
    }
    case "union": {
      const faults = type.types.map((one) => faultsOfValue(path, value, one));
      return faults.find((found) => found.length === 0) ?? faults.toSorted((a, b) => a.length - b.length)[0] ?? other;
    }
    default:
      return [];
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
