/** The configuration of a plan, as the suite reads it. */
import { type BrowserSteps, makeBrowserSteps } from "./browser_steps.ts";
import {
  aliasOf,
  callbackOf,
  clientIdOf,
  type ClientNumber,
  type Environment,
} from "./environment.ts";
import type { Jwk, Material } from "./material.ts";
import { needsCertificates, type Plan, scopeOf, variantOf } from "./plans.ts";

interface TestClient {
  readonly client_id: string;
  readonly scope: string;
  readonly jwks: { readonly keys: readonly [Jwk] };
}

interface TestCertificate {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** See the head of this file. It holds private keys of the test clients. */
export interface Configuration extends BrowserSteps {
  readonly alias: string;
  readonly description: string;
  readonly server: { readonly discoveryUrl: string };
  readonly client: TestClient;
  readonly client2: TestClient;
  readonly mtls?: TestCertificate;
  readonly mtls2?: TestCertificate;
  readonly resource: { readonly resourceUrl: string };
}

/** A plan, ready to be made in the suite. */
export interface ConfiguredPlan {
  readonly id: string;
  readonly planName: string;
  readonly variant: Readonly<Record<string, string>>;
  readonly configuration: Configuration;
}

/** Makes a plan ready. */
export function configurePlan(
  environment: Environment,
  plan: Plan,
  material: Material,
): ConfiguredPlan {
  return {
    id: plan.id,
    planName: plan.planName,
    variant: variantOf(plan),
    configuration: writeConfiguration(environment, plan, material),
  };
}

function writeConfiguration(
  environment: Environment,
  plan: Plan,
  material: Material,
): Configuration {
  const { issuer, mtlsOrigin } = environment;
  const document = plan.usesOpenid ? "openid-configuration" : "oauth-authorization-server";
  const certificate = (number: ClientNumber): TestCertificate => {
    const { certificate, privateKey } = material.clients[number];
    return { cert: certificate, key: privateKey, ca: material.authority };
  };
  const client = (number: ClientNumber): TestClient => ({
    client_id: clientIdOf(plan, number),
    scope: scopeOf(plan),
    jwks: { keys: [material.clients[number].signingKey] },
  });
  return {
    alias: aliasOf(environment, plan),
    description: `Kakehashi ${plan.id}`,
    server: { discoveryUrl: `${issuer}/.well-known/${document}` },
    client: client(1),
    client2: client(2),
    ...(needsCertificates(plan) && { mtls: certificate(1), mtls2: certificate(2) }),
    resource: {
      resourceUrl: `${plan.senderConstraint === "mtls" ? mtlsOrigin : issuer}/accounts`,
    },
    ...makeBrowserSteps(issuer, callbackOf(environment, plan)),
  };
}
