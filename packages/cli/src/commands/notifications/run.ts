// heddle notifications: turns the event notifications of a source's bucket on or off, or shows them.
import { printable } from "@heddle/compiler/printable";
import {
  disableNotifications,
  enableNotifications,
  loadSource,
  notificationStatus,
  sourceClients,
} from "@heddle/runtime";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../named-file.ts";
import { plural } from "../../report/format.ts";
import { jsonText } from "../../report/json.ts";
import { wrapTokens } from "../../report/width.ts";
import { reportWidth, type Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

export async function run({ action, source: path, json }: InputOf<typeof command>, { out }: Terminal): Promise<number> {
  await requireFile(path);
  const source = await loadSource(path);
  const clients = sourceClients(source);
  const where = `s3://${source.bucket}/${source.prefix}`;
  try {
    let text: string;
    switch (action) {
      case "enable":
        text =
          (await enableNotifications(source, clients)) === "already"
            ? "were already on"
            : "are on; objects that already exist are found by listing";
        break;
      case "disable":
        text =
          (await disableNotifications(source, clients)) === "already"
            ? "were already off"
            : "are off; new objects are found by listing";
        break;
      case "status": {
        const status = await notificationStatus(source, clients);
        if (json) {
          await out.write(jsonText(status));
          return 0;
        }
        const others = status.others.length === 0 ? "" : `; the bucket also has: ${status.others.join("; ")}`;
        text = `are ${status.state === "enabled" ? "on" : "off"}${others}; ${status.queueArn}: about ${plural(status.waiting, "message")} waiting, ${status.inFlight} in flight`;
        break;
      }
      default:
        return action satisfies never;
    }
    await out.write(`${wrapTokens(printable(`notifications for ${where} ${text}`), reportWidth(out), "  ")}\n`);
    return 0;
  } finally {
    clients.destroy();
  }
}
