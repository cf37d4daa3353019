import assert from "node:assert/strict";
import { createKeyFactory } from "../../../adapters/crypto/key_factory.ts";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { loadConfig } from "../../../config.ts";
import { mtlsSupportOf } from "../../../composition/certificates.ts";
import { runConformance } from "../../../tools/conformance/conformance.ts";
import { fetchInsecurely } from "../../../tools/conformance/fetch_insecurely.ts";
import { selfSignedCertificate } from "../../support/certificate.ts";
import { ManualClock } from "../../support/clock.ts";
import { MADE_AT, MATERIAL } from "../../support/conformance_environment.ts";
import {
  ConformanceSuiteStub,
  PASSES,
  type StubModule,
} from "../../support/conformance_suite_stub.ts";
import { openOperator, type OperatorFixture, type Outcome } from "../../support/operator.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const SUITE = "https://suite.example:8443";
const HAPPY: StubModule = { name: "happy-flow", infos: PASSES };
const PLAN = ["--plan", "sp-pkjwt-dpop-openid"];
const PROXY = {
  KAKEHASHI_ISSUER: "https://gateway.example",
  KAKEHASHI_SANDBOX: "on",
  KAKEHASHI_CLIENT_CERTIFICATES: "proxy",
  KAKEHASHI_PROXY_SECRET: "a-proxy-secret-of-at-least-32-characters",
  KAKEHASHI_MTLS_ORIGIN: "https://mtls.gateway.example",
};

/** A run of the task against a stand-in for the suite. */
interface Run extends AsyncDisposable {
  readonly operator: OperatorFixture;
  /** The folder with the keys. */
  readonly keys: string;
  run(words: readonly string[], settings?: Record<string, string>): Promise<Outcome>;
}

async function prepare(stub: ConformanceSuiteStub, token?: string): Promise<Run> {
  const folder = await makeTempDir();
  await Deno.writeTextFile(`${folder.path}/keys.json`, JSON.stringify(MATERIAL));
  await Deno.writeTextFile(`${folder.path}/ca.pem`, MATERIAL.authority);
  const operator = await openOperator();
  const clock = new ManualClock(MADE_AT);
  return {
    operator,
    keys: folder.path,
    async run(words, settings = PROXY) {
      let output = "";
      let faults = "";
      const code = await runConformance(["--keys", folder.path, ...words], {
        timing: {
          now: clock.now,
          wait: (milliseconds) => Promise.resolve(clock.advance(milliseconds)),
        },
        token,
        readConfig: () => loadConfig(settings),
        openGateway: (config) =>
          Promise.resolve({
            stores: operator.stores,
            vault: operator.vault,
            clock,
            random: systemRandom,
            keyFactory: createKeyFactory(),
            serviceHours: "always",
            failedAttempts: 3,
            issuer: config.issuer,
            adapters: {},
            mtls: mtlsSupportOf(config),
            backUp: () => Promise.reject(new Error("nothing is backed up here")),
            fetch: () => Promise.reject(new TypeError("nobody answers")),
            [Symbol.asyncDispose]: () => Promise.resolve(),
          }),
        fetcher: () => stub.fetch,
        write: (text) => output += text,
        writeFault: (text) => faults += text,
      });
      return { code, output, faults };
    },
    async [Symbol.asyncDispose]() {
      await operator[Symbol.asyncDispose]();
      await folder.remove();
    },
  };
}

Deno.test("all pass: the clients are registered, all plans made and run, exit code 0", async () => {
  const stub = new ConformanceSuiteStub([HAPPY, { name: "refresh-token", infos: PASSES }]);
  await using prepared = await prepare(stub, "a-token");
  const { code, output, faults } = await prepared.run(["--suite", SUITE]);
  assert.deepEqual([code, faults], [0, ""]);
  assert.equal(stub.plans.length, 20);
  assert.equal(stub.started.length, 40);
  assert.equal(stub.started[0], 'happy-flow {"client_auth_type":"private_key_jwt"}');
  assert.deepEqual([...stub.authorizations], ["Bearer a-token"]);
  assert.match(output, /PASSED {6}happy-flow\n/);
  assert.match(output, /sp-pkjwt-dpop-openid +PASSED 2\n/);
  assert.match(output, /\n0 not passed\n$/);
  const clients = await prepared.operator.stores.clients.list();
  assert.equal(clients.length, 40);
  const aliases = stub.plans.map(({ configuration }) => configuration["alias"]);
  assert.equal(new Set(aliases).size, 20);
});

Deno.test("a second run replaces the registrations instead of failing on them", async () => {
  const stub = new ConformanceSuiteStub([HAPPY]);
  await using prepared = await prepare(stub);
  for (const alias of ["first", "second"]) {
    const { code } = await prepared.run(["--suite", SUITE, ...PLAN, "--alias", alias]);
    assert.equal(code, 0);
  }
  const [client, ...others] = await prepared.operator.stores.clients.list();
  assert.equal(others.length, 1);
  assert.match(client?.redirectUris[0] ?? "", /\/second-sp-pkjwt-dpop-openid\/callback$/);
});

const REASON = { src: "CheckState", msg: "state differs", result: "FAILURE" };
const BAD: readonly (readonly [string, StubModule, RegExp])[] = [
  [
    "a failure",
    { name: "bad", infos: [{ status: "FINISHED", result: "FAILED" }], log: [REASON] },
    /FAILED {6}bad\n.*log-detail\.html\?log=1\n.*FAILURE CheckState: state differs/,
  ],
  [
    "a warning",
    { name: "bad", infos: [{ status: "FINISHED", result: "WARNING" }] },
    /WARNING +bad/,
  ],
  ["a review", { name: "bad", infos: [{ status: "FINISHED", result: "REVIEW" }] }, /REVIEW +bad/],
  ["a skip", { name: "bad", infos: [{ status: "FINISHED", result: "SKIPPED" }] }, /SKIPPED +bad/],
  ["an interruption", { name: "bad", infos: [{ status: "INTERRUPTED" }] }, /INTERRUPTED +bad/],
  ["no end", { name: "bad", infos: [{ status: "WAITING" }] }, /TIMEOUT +bad/],
  ["an HTTP error", { name: "bad", infos: [500] }, /ERROR +bad\n.*GET \/api\/info\/1: HTTP 500/],
  [
    "a start that fails",
    { name: "bad", infos: PASSES, startStatus: 503 },
    /ERROR +bad\n.*POST \/api\/runner: HTTP 503/,
  ],
];

Deno.test("a suite that does not answer for a moment is asked again", async () => {
  const stub = new ConformanceSuiteStub([{ name: "happy-flow", infos: [503, 502, ...PASSES] }]);
  await using prepared = await prepare(stub);
  const { code } = await prepared.run(["--suite", SUITE, ...PLAN]);
  assert.equal(code, 0);
});

for (const [what, module, expected] of BAD) {
  Deno.test(`${what} of one module is named, the others are run, exit code 1`, async () => {
    const stub = new ConformanceSuiteStub([HAPPY, module, { ...HAPPY, name: "last" }]);
    await using prepared = await prepare(stub);
    const { code, output } = await prepared.run(["--suite", SUITE, ...PLAN]);
    assert.equal(code, 1);
    assert.match(output, expected);
    assert.match(output, /PASSED +last\n/);
    assert.match(output, /\nsp-pkjwt-dpop-openid +[A-Z]+ bad\n1 not passed\n$/);
  });
}

Deno.test("a plan that is not made is named, the others are run, exit code 1", async () => {
  const stub = new ConformanceSuiteStub([HAPPY]);
  stub.refusedPlans.set("kakehashi-sp-pkjwt-dpop-openid", 400);
  await using prepared = await prepare(stub);
  const words = ["--suite", SUITE, ...PLAN, "--plan", "ms-jarm-pkjwt-dpop-openid"];
  const { code, output } = await prepared.run(words);
  assert.equal(code, 1);
  assert.match(
    output,
    /ERROR +fapi2-security-profile-final-test-plan\n.*POST \/api\/plan: HTTP 400/,
  );
  assert.equal(stub.started.length, 1);
});

Deno.test("a plan without modules is no success", async () => {
  await using prepared = await prepare(new ConformanceSuiteStub([]));
  const { code, output } = await prepared.run(["--suite", SUITE, ...PLAN]);
  assert.equal(code, 1);
  assert.match(output, /the plan has no modules/);
});

Deno.test("the one module that does not apply may be skipped, and the reason is told", async () => {
  const name = "fapi2-security-profile-final-test-claims-parameter-identity-claims";
  const skipped = { name, infos: [{ status: "FINISHED", result: "SKIPPED" }] };
  await using prepared = await prepare(new ConformanceSuiteStub([skipped]));
  const { code, output } = await prepared.run(["--suite", SUITE, ...PLAN]);
  assert.equal(code, 0);
  assert.match(output, /no claims about persons/);
});

Deno.test("plans with certificates are refused when the gateway learns none; others run", async () => {
  const stub = new ConformanceSuiteStub([HAPPY]);
  await using prepared = await prepare(stub);
  const settings = { KAKEHASHI_ISSUER: "https://gateway.example", KAKEHASHI_SANDBOX: "on" };
  const all = await prepared.run(["--suite", SUITE], settings);
  assert.equal(all.code, 1);
  assert.match(all.faults, /KAKEHASHI_CLIENT_CERTIFICATES.*sp-mtls-dpop-openid/);
  assert.deepEqual([stub.plans, await prepared.operator.stores.clients.list()], [[], []]);
  assert.equal((await prepared.run(["--suite", SUITE, ...PLAN], settings)).code, 0);
});

Deno.test("clients have a name in their certificate when the gateway trusts the authority", async () => {
  await using prepared = await prepare(new ConformanceSuiteStub([HAPPY]));
  const file = `${prepared.keys}/authorities.pem`;
  const settings = { ...PROXY, KAKEHASHI_CLIENT_CA: file };
  const words = ["--suite", SUITE, "--plan", "sp-mtls-mtls-openid"];
  await Deno.writeTextFile(file, (await selfSignedCertificate("other.example")).certificate);
  const refused = await prepared.run(words, settings);
  assert.equal(refused.code, 1);
  assert.match(refused.faults, /KAKEHASHI_CLIENT_CA.*lacks/);
  await Deno.writeTextFile(file, MATERIAL.authority);
  assert.equal((await prepared.run(words, settings)).code, 0);
  const [client] = await prepared.operator.stores.clients.list();
  assert.equal(client?.authentication.method, "tls_client_auth");
});

Deno.test("--print prints all plans and clients for the official host, and runs nothing", async () => {
  const stub = new ConformanceSuiteStub([HAPPY]);
  await using prepared = await prepare(stub);
  const { code, output } = await prepared.run(["--print"]);
  assert.equal(code, 0);
  const { plans, clients } = JSON.parse(output);
  assert.deepEqual([plans.length, clients.length, stub.plans.length], [20, 40, 0]);
  assert.match(
    clients[0].redirect_uris[0],
    /^https:\/\/www\.certification\.openid\.net\/test\/a\//,
  );
  assert.deepEqual(await prepared.operator.stores.clients.list(), []);
});

Deno.test("--out writes each configuration and each registration as a file of its own", async () => {
  await using prepared = await prepare(new ConformanceSuiteStub([]));
  const out = `${prepared.keys}/out`;
  const { code, output } = await prepared.run(["--print", "--out", out, ...PLAN]);
  assert.deepEqual([code, output], [0, ""]);
  const names = (await Array.fromAsync(Deno.readDir(out))).map(({ name }) => name).sort();
  assert.deepEqual(names, [
    "conformance.sp-pkjwt-dpop-openid.1.json",
    "conformance.sp-pkjwt-dpop-openid.2.json",
    "plans.json",
    "sp-pkjwt-dpop-openid.json",
  ]);
  assert.ok(await isPrivate(`${out}/sp-pkjwt-dpop-openid.json`));
});

async function isPrivate(path: string): Promise<boolean> {
  const { mode } = await Deno.stat(path);
  return mode !== null && (mode & 0o077) === 0;
}

Deno.test("keys are made once, kept from other eyes, and used again", async () => {
  await using prepared = await prepare(new ConformanceSuiteStub([]));
  const keys = `${prepared.keys}/new`;
  const words = ["--keys", keys, "--print", ...PLAN];
  const first = await prepared.run(words);
  const second = await prepared.run(words);
  assert.deepEqual(JSON.parse(first.output), JSON.parse(second.output));
  assert.ok(await isPrivate(`${keys}/keys.json`));
});

for (
  const words of [
    [],
    ["--suite", SUITE, "--print"],
    ["--suite", "suite.example"],
    ["--suite", `${SUITE}/path`],
    ["--print", "--plan", "no-such-plan"],
    ["--print", "--alias", "a b"],
    ["--frobnicate"],
  ]
) {
  Deno.test(`wrong usage is told with exit code 2: ${words.join(" ") || "nothing"}`, async () => {
    await using prepared = await prepare(new ConformanceSuiteStub([]));
    const { code, faults } = await prepared.run(words);
    assert.equal(code, 2);
    assert.notEqual(faults, "");
  });
}

Deno.test("a suite whose certificate nobody vouches for is reached only when that was said", async () => {
  const { certificate: cert, key } = await selfSignedCertificate("elsewhere.example");
  const answer = async (request: Request) => new Response(await request.text(), { status: 201 });
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, cert, key, onListen: () => {} },
    answer,
  );
  const url = `https://127.0.0.1:${server.addr.port}/`;
  await assert.rejects(fetch(url, { method: "POST", body: "hello" }));
  const response = await fetchInsecurely(new Request(url, { method: "POST", body: "hello" }));
  assert.deepEqual([response.status, await response.text()], [201, "hello"]);
});
