/** A test module of the OpenID Foundation's conformance suite, as our own tests run it. */
import type { Plan } from "../../../tools/conformance/plans.ts";
import type { Suite } from "./suite.ts";

/** Where modules run: in every plan, or only in those with a trait. */
export type Condition = "signed" | "openid" | "dpop" | "pkjwt";

/** See the head of this file. */
export interface Module {
  /** Its row in the list of modules, which is in the order of the plans. */
  readonly number: number;
  /** The suite's test name without the beginning that all have. */
  readonly name: string;
  /** All of them must hold; none: it runs in every plan. */
  readonly conditions: readonly Condition[];
  /** Passes, or throws. */
  run(suite: Suite): Promise<void>;
}

/** Whether a plan has a module. */
export function isIn(plan: Plan, { conditions }: Module): boolean {
  return conditions.every((condition) => HOLDS[condition](plan));
}

const HOLDS: { readonly [C in Condition]: (plan: Plan) => boolean } = {
  signed: ({ signsRequests }) => signsRequests,
  openid: ({ usesOpenid }) => usesOpenid,
  dpop: ({ senderConstraint }) => senderConstraint === "dpop",
  pkjwt: ({ clientAuthentication }) => clientAuthentication === "private_key_jwt",
};
