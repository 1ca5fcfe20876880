// What a check finds where it is told what the events are for.
import { describe, expect, it } from "vitest";
import { createCompiler } from "../src/index.ts";
import type { Purpose } from "../src/language.ts";

const compiler = createCompiler();

function findings(event: unknown, purpose?: Purpose): readonly string[] {
  const converterConfig = { fileType: "json", compressionType: "none", convertToAmplitudeFunc: event };
  return compiler
    .analyse(JSON.stringify({ converterConfig }), purpose === undefined ? {} : { purpose })
    .diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

describe("the purpose of events", () => {
  const event = { event_type: "type", device_id: "device" };
  const properties = { user_id: "user", user_properties: { plan: "plan" } };
  const group = { groups: { org: "org" }, group_properties: { size: "size" }, event_type: ["value", "Update"] };

  it.each([
    ["nothing said", event, undefined, []],
    ["events", event, { dataType: "event" }, []],
    [
      "events in Mirror Sync",
      event,
      { dataType: "event", strategy: "mirror_sync" },
      ["event-missing-key: An event needs a `user_id` in Mirror Sync, but it isn't mapped."],
    ],
    [
      "user properties",
      event,
      { dataType: "user_properties" },
      ["event-missing-key: A row of user properties needs a `user_properties` object, but it isn't mapped."],
    ],
    ["user properties that the keys show", properties, undefined, []],
    [
      "events, though the keys look like user properties",
      properties,
      { dataType: "event" },
      ["event-missing-key: An event needs an `event_type`, but it isn't mapped."],
    ],
    ["group properties, which need no id", group, { dataType: "group_properties" }, []],
    [
      "events of a group, which do",
      group,
      { dataType: "event" },
      [
        "event-missing-key: An event needs a `user_id` or a `device_id`, but neither is mapped.",
        'event-misplaced-update: Amplitude reads `group_properties` only on `$groupidentify` events, but this event\'s type is "Update".',
      ],
    ],
    [
      "profiles, which keep other keys",
      { user_id: "user", mutation_type: "m", size: "s" },
      { dataType: "profiles" },
      [],
    ],
    ["user properties with a key of theirs", { ...properties, paying: "paying" }, { dataType: "user_properties" }, []],
  ] as const)("%s", (_name, mapping, purpose, expected) => {
    expect(findings(mapping, purpose)).toEqual(expected);
  });

  it("brings the source's own limit of ids", () => {
    const short = { event_type: "type", user_id: ["value", "abcd"] };
    expect(findings(short)).toEqual([
      'event-bad-value: The `user_id` "abcd" is shorter than 5 characters and is removed.',
    ]);
    expect(findings(short, { dataType: "event", minIdLength: 4 })).toEqual([]);
  });
});
