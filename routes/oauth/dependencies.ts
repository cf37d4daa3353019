/** What the protocol's endpoints need; the composition provides it. */
import type { OpeningGuard } from "../../domain/authorization/open_authorization.ts";
import type { PushGuard } from "../../domain/authorization/push_request.ts";
import type { MtlsSupport } from "../../domain/client/certificate_support.ts";
import type { Clock } from "../../domain/time.ts";
import type { ResourceGuard } from "../../domain/token/authorize_resource_call.ts";
import type { CodeExchange } from "../../domain/token/exchange_code.ts";
import type { Refreshing } from "../../domain/token/refresh_access_token.ts";
import type { Revocation } from "../../domain/token/revoke_token.ts";
import type { Introspection } from "../../domain/token/introspect_token.ts";
import type { WithEntrance } from "../http/entrance.ts";
import type { Log } from "../http/log.ts";
import type { RenderErrorPage } from "./error_page.ts";

/**
 * Everything in one object. `accessTokens`, `clientKeys` and `dpopKeys` remember what they
 * verified or imported: one of each in a process, shared with the resource API.
 */
export interface OAuthDependencies
  extends
    PushGuard,
    OpeningGuard,
    CodeExchange,
    Refreshing,
    Revocation,
    Introspection,
    ResourceGuard,
    WithEntrance {
  readonly clock: Clock;
  /** Undefined when the gateway learns no certificates. */
  readonly mtls: MtlsSupport | undefined;
  readonly log: Log;
  readonly renderErrorPage: RenderErrorPage;
}
