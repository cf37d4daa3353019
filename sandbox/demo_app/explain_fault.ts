/** What a visitor is told when something did not work. */
import * as oauth from "oauth4webapi";
import { ZodError } from "zod";
import { ApiFault, DemoFault } from "./fintech_client.ts";

/** A sentence for everybody, and what the protocol said for developers. */
export interface Explanation {
  readonly text: string;
  readonly detail: string;
}

/** Explains a failure of the protocol or the API; undefined for anything else, which is a bug. */
export function explainFault(error: unknown): Explanation | undefined {
  if (error instanceof DemoFault) return { text: error.message, detail: "" };
  if (error instanceof oauth.AuthorizationResponseError) {
    const cancelled = error.error === "access_denied";
    const text = cancelled ? "連携は中止されました。" : "連携できませんでした。";
    return { text, detail: describe(error) };
  }
  if (error instanceof oauth.ResponseBodyError) {
    return { text: "認可サーバーに断られました。", detail: `${error.status} ${describe(error)}` };
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    const detail = `${error.status} ${error.response.headers.get("WWW-Authenticate") ?? ""}`;
    return { text: "このアクセストークンでは利用できません。", detail };
  }
  if (error instanceof ApiFault) {
    return { text: "口座情報を取得できませんでした。", detail: `${error.status} ${error.body}` };
  }
  if (error instanceof oauth.OperationProcessingError || error instanceof ZodError) {
    return { text: "応答が仕様に合っていません。", detail: error.message };
  }
  // What fetch() throws when nobody answers.
  if (error instanceof TypeError) {
    return { text: "信用組合のサーバーに接続できません。", detail: error.message };
  }
  return undefined;
}

function describe({ error, error_description: description }: {
  readonly error: string;
  readonly error_description?: string | undefined;
}): string {
  return description === undefined ? error : `${error}: ${description}`;
}
