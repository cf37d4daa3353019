/** Where the gateway, the suite and the test clients are. */
import type { Plan } from "./plans.ts";

/** See the head of this file. */
export interface Environment {
  readonly issuer: string;
  /** Origin at which the gateway sees certificates. */
  readonly mtlsOrigin: string;
  /** The suite's own idea of its address: what its redirect URIs begin with. */
  readonly suiteBase: string;
  /** What the aliases in the suite begin with; letters, digits, `_` and `-`. */
  readonly alias: string;
  /**
   * How clients with certificates prove themselves: by a name, which takes a gateway that trusts
   * our authority, or by the certificate's key, which takes nothing.
   */
  readonly certificateMethod: "tls_client_auth" | "self_signed_tls_client_auth";
}

/** The two test clients that the suite wants. */
export type ClientNumber = 1 | 2;
/** Both of them. */
export const CLIENT_NUMBERS = [1, 2] as const satisfies readonly ClientNumber[];

/** A client's id. The dots keep it from looking like one of our secrets. */
export function clientIdOf(plan: Plan, number: ClientNumber): string {
  return `conformance.${plan.id}.${number}`;
}

/** The alias of a plan, which keeps plans out of each other's way. */
export function aliasOf(environment: Environment, plan: Plan): string {
  return `${environment.alias}-${plan.id}`;
}

/** Where the suite waits for the browser. */
export function callbackOf(environment: Environment, plan: Plan): string {
  return `${environment.suiteBase}/test/a/${aliasOf(environment, plan)}/callback`;
}
