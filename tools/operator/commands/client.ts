/** `client …`: the apps. */
import { findSupportFault } from "../../../domain/client/certificate_support.ts";
import { checkClientDocument, type ClientVerdict } from "../../../domain/client/check_client.ts";
import { type Client, isClientActive } from "../../../domain/client/client.ts";
import { type ClientFinding, serializeClient } from "../../../domain/client/client_registration.ts";
import {
  addClient,
  changeClient,
  type ClientChange,
  disableClient,
  enableClient,
} from "../../../domain/client/manage_clients.ts";
import type { ClientId } from "../../../domain/ids.ts";
import type { EpochMillis } from "../../../domain/time.ts";
import type { Answer, Command, Entry, Files, Gateway, OfflineCommand } from "../command.ts";
import { Refusal } from "../faults.ts";
import { toPlain } from "../write_answer.ts";

/** The commands. */
export const CLIENT_COMMANDS: readonly Command[] = [
  {
    name: "client add",
    arguments: ["FILE"],
    options: {},
    summary: "アプリを登録する（FILE は RFC 7591 の項目名のJSON、- は標準入力）",
    changes: true,
    async run({ gateway, files, positional, now }) {
      const { registration, warnings } = await readRegistration(files, positional["FILE"]);
      checkSupport(gateway, registration);
      const change = await addClient(gateway.stores.clients, registration, now);
      if (change.status !== "done") {
        throw new Refusal(
          `クライアントID ${registration.id} は登録済みです（client change で変更）`,
        );
      }
      return toAnswer(change, registration.id, now, warnings);
    },
  },
  {
    name: "client list",
    arguments: [],
    options: {},
    summary: "アプリの一覧",
    changes: false,
    async run({ gateway, now }) {
      const clients = await gateway.stores.clients.list();
      return { entries: clients.map((client) => summarize(client, now)) };
    },
  },
  {
    name: "client show",
    arguments: ["ID"],
    options: {},
    summary: "アプリの登録内容（--json で出したものは client add で読み込める）",
    changes: false,
    async run({ gateway, positional, now }) {
      const id = positional["ID"] ?? "";
      const client = await gateway.stores.clients.find(id as ClientId);
      if (client === undefined) throw noClient(id);
      return { entry: describe(client, now) };
    },
  },
  {
    name: "client change",
    arguments: ["ID", "FILE"],
    options: {},
    summary: "アプリの登録内容を置き換える",
    changes: true,
    async run({ gateway, files, positional, now }) {
      const id = positional["ID"] ?? "";
      const { registration, warnings } = await readRegistration(files, positional["FILE"]);
      if (registration.id !== id) {
        throw new Refusal(`文書の client_id は ${registration.id} で、${id} ではありません`);
      }
      checkSupport(gateway, registration);
      const change = await changeClient(gateway.stores.clients, registration);
      return toAnswer(change, id, now, warnings);
    },
  },
  {
    name: "client disable",
    arguments: ["ID"],
    options: {},
    summary: "アプリを停止する（トークンを得られず、連携も効かなくなる）",
    changes: true,
    async run({ gateway, positional, now }) {
      const id = positional["ID"] ?? "";
      const change = await disableClient(gateway.stores.clients, id as ClientId, now);
      return toAnswer(change, id, now, []);
    },
  },
  {
    name: "client enable",
    arguments: ["ID"],
    options: {},
    summary: "停止したアプリを再開する",
    changes: true,
    async run({ gateway, positional, now }) {
      const id = positional["ID"] ?? "";
      const client = await gateway.stores.clients.find(id as ClientId);
      if (client !== undefined) checkSupport(gateway, client);
      const change = await enableClient(gateway.stores.clients, id as ClientId);
      return toAnswer(change, id, now, []);
    },
  },
];

/** Needs no gateway, so that a document can be checked anywhere. */
export const CLIENT_CHECK: OfflineCommand = {
  offline: true,
  name: "client check",
  arguments: ["FILE"],
  options: {},
  summary: "登録せずに文書を検査し、FAPI 2.0 が禁じる点をすべて挙げる",
  changes: false,
  async run({ files, positional }) {
    const document = await readDocument(files, positional["FILE"]);
    const verdict = await checkClientDocument(document);
    const faults = verdict.accepted ? [] : verdict.faults;
    const entry = {
      id: idIn(document),
      accepted: verdict.accepted,
      faults,
      warnings: verdict.warnings,
    };
    return { entry, failed: !verdict.accepted };
  },
};

type Accepted = Extract<ClientVerdict, { accepted: true }>;

async function readRegistration(files: Files, path: string | undefined): Promise<Accepted> {
  const verdict = await checkClientDocument(await readDocument(files, path));
  if (verdict.accepted) return verdict;
  const lines = verdict.faults.map(({ member, message }) => `- ${toPlain(member)}: ${message}`);
  throw new Refusal(`登録できません。\n${lines.join("\n")}`);
}

/** An app whose certificate nobody could check would keep the gateway from starting again. */
function checkSupport({ mtls }: Gateway, client: Parameters<typeof findSupportFault>[0]): void {
  if (findSupportFault(client, mtls) === undefined) return;
  throw new Refusal(
    "ゲートウェイの設定では、このアプリの証明書を確認できません" +
      "（KAKEHASHI_CLIENT_CERTIFICATES と KAKEHASHI_CLIENT_CA を設定してください）",
  );
}

async function readDocument(files: Files, path = "-"): Promise<unknown> {
  const text = await files.read(path);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(`${path} はJSONではありません`);
  }
}

function idIn(document: unknown): string {
  const { client_id: id } = Object(document) as Partial<Record<string, unknown>>;
  return typeof id === "string" ? id : "";
}

function toAnswer(
  change: ClientChange,
  id: string,
  now: EpochMillis,
  warnings: readonly ClientFinding[],
): Answer {
  if (change.status === "absent") throw noClient(id);
  if (change.status !== "done") {
    throw new Refusal(`${id} は同時に変更されました。内容を確かめてやり直してください`);
  }
  const entry = summarize(change.client, now);
  return { entry: warnings.length > 0 ? { ...entry, warnings } : entry };
}

function summarize(client: Client, now: EpochMillis): Entry {
  const { jwks: _, id: __, ...document } = describe(client, now);
  return { id: client.id, ...document };
}

function describe(client: Client, now: EpochMillis): Entry {
  return { id: client.id, active: isClientActive(client, now), ...serializeClient(client) };
}

function noClient(id: string): Refusal {
  return new Refusal(`クライアントID ${id} のアプリはありません`);
}
