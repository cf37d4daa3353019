/**
 * A gateway under test and, in front of it, what the conformance suite is: two clients made from a
 * plan's configuration, a browser that follows its steps, and a clock that nobody has to wait for.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { checkClientDocument } from "../../../domain/client/check_client.ts";
import { addClient } from "../../../domain/client/manage_clients.ts";
import { MODULE_PREFIX } from "../../../tools/conformance/browser_steps.ts";
import { describeClients } from "../../../tools/conformance/client_documents.ts";
import { type Configuration, configurePlan } from "../../../tools/conformance/configuration.ts";
import { callbackOf } from "../../../tools/conformance/environment.ts";
import type { Plan } from "../../../tools/conformance/plans.ts";
import { ManualClock } from "../../support/clock.ts";
import { ENVIRONMENT, MADE_AT, MATERIAL } from "../../support/conformance_environment.ts";
import { openTestGateway, type TestGateway } from "../../support/gateway.ts";
import { SuiteBrowser, type SuiteVisit } from "../../support/suite_browser.ts";
import { makeTempDir } from "../../support/temp_dir.ts";
import { SuiteClient } from "./suite_client.ts";
import type { Certificate } from "./suite_keys.ts";

/** The server's metadata, as far as the suite goes by it. */
export interface Metadata {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly pushed_authorization_request_endpoint: string;
  readonly token_endpoint: string;
  readonly userinfo_endpoint: string;
  readonly jwks_uri: string;
  readonly mtls_endpoint_aliases: {
    readonly pushed_authorization_request_endpoint: string;
    readonly token_endpoint: string;
    readonly userinfo_endpoint: string;
  };
  readonly [name: string]: unknown;
}

/** See the head of this file; `await using` ends it. */
export class Suite implements AsyncDisposable {
  readonly client: SuiteClient;
  readonly client2: SuiteClient;
  readonly #browser: SuiteBrowser;

  constructor(
    readonly plan: Plan,
    readonly clock: ManualClock,
    readonly configuration: Configuration,
    readonly metadata: Metadata,
    private readonly gateway: TestGateway,
    moduleName: string,
    private readonly end: () => Promise<void>,
  ) {
    this.client = new SuiteClient(this, 1, callbackOf(ENVIRONMENT, plan));
    this.client2 = new SuiteClient(this, 2, callbackOf(ENVIRONMENT, plan));
    const { browser, override } = configuration;
    // Its cookies are kept from one visit of the module to the next.
    this.#browser = new SuiteBrowser(
      override[MODULE_PREFIX + moduleName]?.browser ?? browser,
      gateway.openBrowser(),
    );
  }

  /** Calls the gateway, over a connection with a client's certificate or without one. */
  fetch(request: Request, clientCertificate?: Certificate): Promise<Response> {
    const remoteAddr = { hostname: "203.0.113.7" };
    return this.gateway.gateway.fetch(request, {
      remoteAddr,
      ...(clientCertificate && { clientCertificate }),
    });
  }

  /** Sends the browser to an address and has it do the steps of this module. */
  visit(url: string): Promise<SuiteVisit> {
    return this.#browser.visit(url);
  }

  /** The present second. */
  get now(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  /** What only a bug of the gateway leaves in its log. */
  assertNoFaults(): void {
    const faults = this.gateway.logLines.filter((line) => line.includes("request.failed"));
    assert.deepEqual(faults, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

/** Opens a gateway with the test clients of a plan, as docs/conformance.md tells to. */
export async function openSuite(plan: Plan, moduleName: string): Promise<Suite> {
  const folder = await makeTempDir();
  const authorities = join(folder.path, "ca.pem");
  await Deno.writeTextFile(authorities, MATERIAL.authority);
  const clock = new ManualClock(MADE_AT);
  const test = await openTestGateway({
    clock,
    settings: {
      KAKEHASHI_ISSUER: ENVIRONMENT.issuer,
      KAKEHASHI_SANDBOX: "on",
      KAKEHASHI_TLS_CERT: "terminated in front of this process",
      KAKEHASHI_TLS_KEY: "terminated in front of this process",
      KAKEHASHI_CLIENT_CERTIFICATES: "listener",
      KAKEHASHI_MTLS_ORIGIN: ENVIRONMENT.mtlsOrigin,
      KAKEHASHI_CLIENT_CA: authorities,
    },
  });
  for (const document of describeClients(ENVIRONMENT, plan, MATERIAL)) {
    const verdict = await checkClientDocument(document);
    assert.ok(verdict.accepted, JSON.stringify(verdict));
    await addClient(test.gateway.storage.stores.clients, verdict.registration, clock.now());
  }
  const { configuration } = configurePlan(ENVIRONMENT, plan, MATERIAL);
  const { discoveryUrl } = configuration.server;
  const metadata = await (await test.gateway.fetch(new Request(discoveryUrl))).json();
  const end = async () => {
    await test[Symbol.asyncDispose]();
    await folder.remove();
  };
  return new Suite(plan, clock, configuration, metadata, test, moduleName, end);
}
