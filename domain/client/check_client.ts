/**
 * The client checker: refuses what FAPI 2.0 forbids or this version cannot honour, and names all
 * faults at once (RFC 7591, section 2, for the members; FAPI 2.0 Security Profile for the rules).
 */
import { type ClientId, isSecretShaped, parseClientId } from "../ids.ts";
import {
  AUTHENTICATION_MEMBERS,
  readAuthentication,
  readAuthenticationMethod,
  readMtlsAliases,
  readSenderConstraint,
} from "./check_client_authentication.ts";
import { MESSAGE_MEMBERS, readMessageSigning } from "./check_client_messages.ts";
import { SCOPES, SIGNATURE_ALGORITHMS } from "./client.ts";
import { KEY_SOURCE_MEMBERS, readKeySource } from "./check_key_source.ts";
import {
  readAnswers,
  readIsResourceServer,
  RESOURCE_SERVER_MEMBERS,
} from "./check_resource_server.ts";
import { ClientDocument } from "./client_document.ts";
import {
  type ClientFinding,
  type ClientRegistration,
  EXPORT_ONLY_MEMBERS,
} from "./client_registration.ts";

/** What the checker says to a document. Warnings: members without the effect that one may expect. */
export type ClientVerdict =
  | {
    readonly accepted: true;
    readonly registration: ClientRegistration;
    readonly warnings: readonly ClientFinding[];
  }
  | {
    readonly accepted: false;
    readonly faults: readonly ClientFinding[];
    readonly warnings: readonly ClientFinding[];
  };

const GRANT_TYPES = ["authorization_code", "refresh_token"] as const;

/** Members that are read. */
const READ_MEMBERS = [
  "client_id",
  "client_name",
  "operator_name",
  "registration_number",
  "contacts",
  "contract_from",
  "contract_until",
  "redirect_uris",
  "scope",
  "grant_types",
  "response_types",
  "id_token_signed_response_alg",
];

/** Values of other members that ask for nothing beyond what the gateway does anyway. */
const HARMLESS_VALUES: ReadonlyMap<string, readonly unknown[]> = new Map<string, unknown[]>([
  ["require_pushed_authorization_requests", [true, false]],
  ["subject_type", ["pairwise"]],
]);

/** Members whose promise would be broken silently: not supported by this version. */
const UNSUPPORTED = new RegExp(
  [
    "^request_uris$",
    "^tls_client_",
    "^use_mtls_",
    "_(signing|encryption)_(alg|enc)$",
    "_(signed|encrypted)_response_(alg|enc)$",
    "^(back|front)channel_",
  ].join("|"),
);

/** Checks a client document, that is, parsed JSON from outside. */
export async function checkClientDocument(value: unknown): Promise<ClientVerdict> {
  const document = new ClientDocument(isObject(value) ? value : {});
  if (!isObject(value)) document.fault("(document)", "JSONのオブジェクトではありません");
  const method = readAuthenticationMethod(document);
  // An app that is known by a name in its certificate needs no keys to prove itself.
  const keySource = await readKeySource(document, method !== "tls_client_auth");
  const registration = readRegistration(document, method, keySource);
  checkOtherMembers(document);
  const { faults, warnings } = document;
  return faults.length > 0
    ? { accepted: false, faults, warnings }
    : { accepted: true, registration, warnings };
}

function readRegistration(
  document: ClientDocument,
  method: ClientRegistration["authentication"]["method"],
  keySource: Pick<ClientRegistration, "keys" | "jwksUri">,
): ClientRegistration {
  const { keys } = keySource;
  const isResourceServer = readIsResourceServer(document);
  const name = document.requiredText("client_name", "アプリの名称");
  const registrationNumber = document.text("registration_number");
  const idTokenSigningAlgorithm = document.choice(
    "id_token_signed_response_alg",
    SIGNATURE_ALGORITHMS,
  );
  checkResponses(document);
  warnOfNames(document);
  return {
    id: readId(document),
    name,
    operatorName: document.text("operator_name") ?? name,
    ...(registrationNumber === undefined ? {} : { registrationNumber }),
    contacts: document.texts("contacts") ?? [],
    redirectUris: isResourceServer ? [] : readRedirectUris(document),
    scopes: readScopes(document),
    grantTypes: isResourceServer ? [] : readGrantTypes(document),
    authentication: readAuthentication(document, method, keys),
    senderConstraint: isResourceServer ? "dpop" : readSenderConstraint(document),
    ...readMtlsAliases(document),
    ...keySource,
    ...(isResourceServer && { isResourceServer }),
    ...readAnswers(document),
    ...(idTokenSigningAlgorithm === undefined ? {} : { idTokenSigningAlgorithm }),
    ...readMessageSigning(document, keys),
    ...readContract(document),
  };
}

/** Names that screens and mails would show as something else than was registered. */
function warnOfNames(document: ClientDocument): void {
  for (const member of ["client_name", "operator_name"]) {
    const name = String(document.raw(member) ?? "").normalize("NFKC");
    if (/[0-9](?:[-(). ]*[0-9]){6}/.test(name)) {
      document.warn(
        member,
        "電話番号に見える数字は、メールソフトが電話のリンクにすることがあります",
      );
    }
    if (/\p{sc=Han}\(\p{sc=Hiragana}+\)/u.test(name)) {
      document.warn(member, "漢字の後の（かな）は、やさしい日本語の画面ではふりがなになります");
    }
  }
}

/** What endpoints take for an id; and it must never be mistaken for a `sub` (FAPI 2.0, section 6). */
function readId(document: ClientDocument): ClientId {
  const id = document.requiredText("client_id", "クライアントID");
  if (id !== "" && parseClientId(id) === undefined) {
    document.fault("client_id", "半角英数字と . _ ~ - です");
  }
  if (isSecretShaped(id)) {
    document.fault("client_id", "43文字の乱数の形は利用者識別子（sub）と紛らわしいため使えません");
  }
  return id as ClientId;
}

function readRedirectUris(document: ClientDocument): readonly string[] {
  const uris = document.texts("redirect_uris");
  if (uris === undefined || uris.length === 0) {
    document.fault("redirect_uris", "リダイレクトURIを1つ以上指定してください");
    return [];
  }
  for (const [index, uri] of uris.entries()) {
    const message = faultOfRedirectUri(uri);
    if (message !== undefined) document.fault(`redirect_uris[${index}]`, message);
  }
  return [...new Set(uris)];
}

/** https, or http on a loopback host for native apps (FAPI 2.0, 5.3.2.2; RFC 8252, 7.3; RFC 6749, 3.1.2). */
function faultOfRedirectUri(uri: string): string | undefined {
  const url = /^[\x21-\x7E]+$/.test(uri) ? URL.parse(uri) : null;
  if (url === null) return "絶対URI（ASCII）ではありません";
  if (uri.includes("#")) return "フラグメント（#）は使えません";
  if (uri.includes("*")) return "ワイルドカードは使えません";
  if (url.username !== "" || url.password !== "") return "ユーザー情報は使えません";
  if (url.protocol === "https:") return undefined;
  const loopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol === "http:" && loopback) return undefined;
  return "https です（http はループバックのホストに限ります）";
}

function readScopes(document: ClientDocument): ClientRegistration["scopes"] {
  const scope = document.raw("scope");
  if (scope === undefined) return ["accounts", "transactions"];
  const names = typeof scope === "string" ? scope.split(" ").filter((name) => name !== "") : [];
  if (names.length === 0) document.fault("scope", "空白で区切った文字列です");
  return document.choices("scope", names, SCOPES);
}

function readGrantTypes(document: ClientDocument): ClientRegistration["grantTypes"] {
  const given = document.texts("grant_types");
  if (given === undefined) return GRANT_TYPES;
  const types = document.choices("grant_types", given, GRANT_TYPES);
  if (!types.includes("authorization_code")) {
    document.fault("grant_types", "authorization_code が必要です");
  }
  return types;
}

/** Only the code flow (FAPI 2.0 Security Profile, 5.3.2.2). */
function checkResponses(document: ClientDocument): void {
  const types = document.texts("response_types") ?? ["code"];
  if (types.length !== 1 || types[0] !== "code") {
    document.fault("response_types", "使えるのは code だけです");
  }
}

function readContract(
  document: ClientDocument,
): Pick<ClientRegistration, "contractFrom" | "contractUntil"> {
  const contractFrom = document.instant("contract_from", false);
  const contractUntil = document.instant("contract_until", true);
  if (contractFrom !== undefined && contractUntil !== undefined && contractFrom >= contractUntil) {
    document.fault("contract_until", "契約の終わりが始まりより前です");
  }
  return {
    ...(contractFrom === undefined ? {} : { contractFrom }),
    ...(contractUntil === undefined ? {} : { contractUntil }),
  };
}

function checkOtherMembers(document: ClientDocument): void {
  const known = new Set([
    ...READ_MEMBERS,
    ...AUTHENTICATION_MEMBERS,
    ...MESSAGE_MEMBERS,
    ...KEY_SOURCE_MEMBERS,
    ...RESOURCE_SERVER_MEMBERS,
    ...EXPORT_ONLY_MEMBERS,
  ]);
  for (const member of document.names()) {
    const value = document.raw(member);
    if (known.has(member) || value === undefined) continue;
    if (HARMLESS_VALUES.get(member)?.includes(value)) continue;
    if (member === "client_secret") {
      document.fault(member, "共有の秘密は使えません。文書から取り除いてください");
    } else if (UNSUPPORTED.test(member)) {
      document.fault(member, "このバージョンでは対応していません");
    } else {
      document.warn(member, "使われません（無視します）");
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
