/** The systems around the gateway: the real ones, or those of the sandbox. */
import { CircuitBreaker } from "../adapters/core_banking/circuit_breaker.ts";
import { guardCoreBanking } from "../adapters/core_banking/guarded_core_banking.ts";
import { createHttpCoreBanking } from "../adapters/core_banking/http_core_banking.ts";
import { createJwePinSealer } from "../adapters/core_banking/jwe_pin_sealer.ts";
import { createHttpMailer } from "../adapters/mail/http_mailer.ts";
import type { Config } from "../config.ts";
import type { CoreBanking, PinSealer } from "../domain/banking/core_banking.ts";
import type { RandomSource } from "../domain/ids.ts";
import type { Mailer } from "../domain/notice/notice.ts";
import type { Clock } from "../domain/time.ts";
import type { RunningSandbox } from "./sandbox.ts";

/** After failures about so many accounts in a row core banking is left alone for a while. */
const BREAKER = { failuresToOpen: 5, openSeconds: 10 };

/** What the gateway works with beyond its stores. */
export interface Neighbours {
  readonly coreBanking: CoreBanking;
  /** By the name of the neighbour that each of them spares. */
  readonly breakers: Readonly<Record<string, CircuitBreaker>>;
  readonly pinSealer: PinSealer;
  readonly mailer: Mailer;
}

/** Connects the gateway to its neighbours. */
export async function connectNeighbours(
  config: Config,
  sources: { readonly clock: Clock; readonly random: RandomSource },
  sandbox: RunningSandbox | undefined,
): Promise<Neighbours> {
  const connection = coreBankingConnection(config, sandbox);
  const breaker = new CircuitBreaker("core banking", sources.clock, BREAKER);
  const coreBanking = createHttpCoreBanking({ ...connection, ...sources });
  return {
    coreBanking: guardCoreBanking(coreBanking, breaker),
    breakers: { "core banking": breaker },
    pinSealer: await createJwePinSealer({ publicJwk: connection.pinKey, ...sources }),
    mailer: await connectMail(config, sandbox),
  };
}

function coreBankingConnection(config: Config, sandbox: RunningSandbox | undefined) {
  const { coreBanking } = config.neighbours;
  if (coreBanking !== undefined) {
    return {
      baseUrl: coreBanking.url,
      secret: coreBanking.secret.reveal(),
      timeoutMillis: coreBanking.timeoutMillis,
      pinKey: coreBanking.pinKey,
      fetch: (request: Request) => fetch(request),
    };
  }
  if (sandbox === undefined) throw new Error("neither core banking nor a sandbox is configured");
  return sandbox.coreBanking;
}

/** SMTP needs raw sockets and a library of its own: loaded only where it is used. */
async function connectMail(config: Config, sandbox: RunningSandbox | undefined): Promise<Mailer> {
  const { mailUrl, mailToken, mailFrom } = config.neighbours;
  if (mailUrl !== undefined && mailToken !== undefined) {
    return createHttpMailer({
      url: mailUrl.href,
      token: mailToken.reveal(),
      from: mailFrom,
      fetch: (request) => fetch(request),
    });
  }
  if (mailUrl !== undefined) {
    const { createSmtpMailer } = await import("../adapters/mail/smtp_mailer.ts");
    return createSmtpMailer({ url: mailUrl, from: mailFrom });
  }
  if (sandbox === undefined) throw new Error("neither mail nor a sandbox is configured");
  return createHttpMailer({
    url: sandbox.pages.mailboxUrl,
    from: mailFrom,
    fetch: (request) => sandbox.pages.fetch(request),
  });
}
