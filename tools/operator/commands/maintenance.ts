/** `maintenance …`: extra closed windows. */
import type { MaintenanceWindow } from "../../../domain/service/maintenance.ts";
import { formatJst } from "../../../domain/time.ts";
import type { Command, Entry } from "../command.ts";
import { Refusal, UsageError } from "../faults.ts";
import { parseTime } from "../parse_values.ts";

/** Also windows that are over can be removed. */
const EVER = 0;

/** The commands. */
export const MAINTENANCE_COMMANDS: readonly Command[] = [
  {
    name: "maintenance add",
    arguments: ["FROM", "TO"],
    options: {},
    summary: "臨時の休止時間を加える（例 2026-12-01T02:00 2026-12-01T05:00、日本時間）",
    changes: true,
    async run({ gateway, positional, now }) {
      const from = parseTime(positional["FROM"] ?? "");
      const until = parseTime(positional["TO"] ?? "");
      if (from >= until) throw new UsageError("終わりは始まりより後でなければなりません");
      if (until <= now) throw new UsageError("終わりが過去です");
      // Hexadecimal: an id that began with a hyphen would be taken for an option.
      const window = { id: gateway.random.bytes(6).toHex(), from, until };
      await gateway.stores.maintenance.add(window);
      return { entry: describe(window) };
    },
  },
  {
    name: "maintenance list",
    arguments: [],
    options: {},
    summary: "これからの臨時の休止時間",
    changes: false,
    async run({ gateway, now }) {
      const windows = await gateway.stores.maintenance.upcoming(now);
      return { entries: windows.map(describe) };
    },
  },
  {
    name: "maintenance remove",
    arguments: ["ID"],
    options: {},
    summary: "臨時の休止時間を取り消す",
    changes: true,
    async run({ gateway, positional }) {
      const id = positional["ID"] ?? "";
      const { maintenance } = gateway.stores;
      // Looked for before: a removal that is sent twice, as its answer was lost, finds nothing.
      const windows = await maintenance.upcoming(EVER);
      if (!windows.some((window) => window.id === id)) {
        throw new Refusal(`休止時間 ${id} はありません`);
      }
      await maintenance.remove(id);
      return { entry: { id, removed: true } };
    },
  },
];

function describe({ id, from, until }: MaintenanceWindow): Entry {
  return { id, from: formatJst(from), until: formatJst(until) };
}
