/** The customer's own page as a way to other customers' links, or to a code. */
import assert from "node:assert/strict";
import { systemRandom } from "../../adapters/crypto/random.ts";
import { accountReference } from "../../domain/banking/account_reference.ts";
import { newAttemptId, newIncidentId, sha256Base64Url } from "../../domain/ids.ts";
import { submitConsent } from "../../domain/interaction/consent.ts";
import { endLink } from "../../domain/interaction/manage_links.ts";
import { activeGrants, link, seeLinks, storeForeignGrant } from "../support/links.ts";
import { type Customer, ORIGIN, ScreenFixture } from "../support/screen_fixture.ts";

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

function post(path: string, body: string, headers: HeadersInit = {}): Request {
  return new Request(ORIGIN + path, { method: "POST", body, headers: { ...FORM, ...headers } });
}

/** The form of a button, as text, with a field set to something else. */
async function formOf(customer: Customer, button: string, change: Record<string, string> = {}) {
  const form = new URLSearchParams(await customer.browser.prepare(button).text());
  for (const [name, value] of Object.entries(change)) form.set(name, value);
  return form.toString();
}

function versionOf(customer: Customer): number {
  return Number(customer.page.html.querySelector("[name=step]")?.getAttribute("value"));
}

async function submissionOf(gateway: ScreenFixture, customer: Customer) {
  return {
    id: customer.id,
    version: versionOf(customer),
    browserSecretHash: await sha256Base64Url(customer.cookie.split("=")[1] ?? ""),
    context: {
      now: gateway.clock.now(),
      attempt: newAttemptId(systemRandom),
      incidentId: newIncidentId(systemRandom),
    },
    ipAddress: undefined,
    userAgent: undefined,
  };
}

/** Sends the form that chooses a link with another account's grant in it. */
async function chooseForeign(gateway: ScreenFixture) {
  const own = await link(gateway);
  const foreign = await storeForeignGrant(gateway, own);
  const attacker = await seeLinks(gateway);
  const list = attacker.page.html.toString();
  const form = await formOf(attacker, "end-1", { grant: foreign.id });
  await attacker.send(post(`/interaction/${attacker.id}/links`, form));
  await attacker.open("links");
  return { own, foreign, attacker, list };
}

Deno.test("where the account of a grant is not compared, another customer's link can be ended", async () => {
  await using broken = await ScreenFixture.create({
    override: (deps) => ({
      ...deps,
      grants: {
        ...deps.grants,
        find: async (id) => {
          const found = await deps.grants.find(id);
          const account = {
            branchCode: "115",
            accountType: "1",
            accountNumber: "1100026",
          } as const;
          return found &&
            { ...found, accountReference: await accountReference(deps.vault, account) };
        },
      },
    }),
  });
  const { own, attacker } = await chooseForeign(broken);
  await attacker.press("end");
  assert.deepEqual(await activeGrants(broken), [own.id]);
});

Deno.test("another account's grant in the form is unknown, and goes on", async () => {
  await using gateway = await ScreenFixture.create();
  const { own, foreign, attacker, list } = await chooseForeign(gateway);
  assert.doesNotMatch(list, new RegExp(foreign.id));
  assert.deepEqual(attacker.page.messages, ["link-unknown"]);
  assert.equal((await attacker.open(`receipt/${foreign.id}`)).status, 404);
  assert.deepEqual(new Set(await activeGrants(gateway)), new Set([own.id, foreign.id]));
});

Deno.test("neither a made-up grant nor one with odd characters is found or shown", async () => {
  await using gateway = await ScreenFixture.create();
  const own = await link(gateway);
  for (const grant of ["", "x".repeat(43), `${own.id}'--`, "<script>", "../abort"]) {
    const attacker = await seeLinks(gateway);
    const form = await formOf(attacker, "end-1", { grant });
    await attacker.send(post(`/interaction/${attacker.id}/links`, form));
    await attacker.open("links");
    assert.deepEqual(attacker.page.messages, ["link-unknown"], grant);
    assert.ok(grant === "" || !attacker.page.html.toString().includes(grant));
  }
  assert.deepEqual(await activeGrants(gateway), [own.id]);
});

Deno.test("the form of ⑥ never grants anything to who came without an app", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await seeLinks(gateway);
  const form = await formOf(customer, "leave", { agree: "yes" });
  const answer = await customer.send(post(`/interaction/${customer.id}/consent`, form));
  assert.equal(answer.status, 403);
  // Were its token ever to be had, the use case itself would still refuse.
  const outcome = await submitConsent(
    gateway.dependencies,
    await submissionOf(gateway, customer),
    true,
  );
  assert.equal(outcome.kind === "moved" && outcome.state.kind, "left");
  assert.deepEqual(await activeGrants(gateway), []);
});

Deno.test("the forms of the links do nothing to an app's interaction", async () => {
  await using gateway = await ScreenFixture.create();
  const own = await link(gateway);
  const customer = await gateway.customer();
  await customer.goTo("consent");
  const form = await formOf(customer, "allow", { grant: own.id, decision: "end" });
  for (const screen of ["links", "ending"]) {
    assert.equal(
      (await customer.send(post(`/interaction/${customer.id}/${screen}`, form))).status,
      403,
    );
    await customer.open(screen);
    assert.equal(customer.page.screen, "SOA206");
  }
  const submission = await submissionOf(gateway, customer);
  assert.equal((await customer.open(`receipt/${own.id}`)).status, 404);
  await assert.rejects(endLink(gateway.dependencies, submission), /an event for ending/);
  assert.deepEqual(await activeGrants(gateway), [own.id]);
});

Deno.test("a form of one interaction is not taken by another, of whichever purpose", async () => {
  await using gateway = await ScreenFixture.create();
  const [one, other] = [await gateway.customer(), await gateway.linksCustomer()];
  for (const [from, to] of [[one, other], [other, one]] as const) {
    const form = await formOf(from, "next");
    assert.equal((await to.send(post(`/interaction/${to.id}/account`, form))).status, 403);
  }
});

Deno.test("forms that another site sends neither open, choose nor end anything", async () => {
  await using gateway = await ScreenFixture.create();
  const own = await link(gateway);
  for (const site of ["cross-site", "same-site", ""]) {
    const opened = await gateway.fetch(post("/links", "", { "Sec-Fetch-Site": site }));
    assert.equal(opened.status, 403);
    assert.deepEqual(opened.headers.getSetCookie(), []);
  }
  const older = await gateway.fetch(post("/links", "", { Origin: "https://other.example" }));
  assert.equal(older.status, 403);
  const victim = await seeLinks(gateway);
  const attacker = await seeLinks(gateway);
  for (const [screen, button] of [["links", "end-1"], ["ending", "end"]] as const) {
    const path = `/interaction/${victim.id}/${screen}`;
    const stolen = await formOf(victim, button);
    const forged = await formOf(attacker, button);
    assert.equal((await victim.send(post(path, forged))).status, 403);
    const foreign = { "Sec-Fetch-Site": "cross-site" };
    assert.equal((await victim.send(post(path, stolen, foreign))).status, 403);
    assert.equal((await gateway.fetch(post(path, stolen))).status, 403);
    if (button === "end") continue;
    await victim.press(button);
    await attacker.press(button);
  }
  assert.deepEqual(await activeGrants(gateway), [own.id]);
});

Deno.test("another browser with the same address sees no link and no receipt", async () => {
  await using gateway = await ScreenFixture.create();
  const own = await link(gateway);
  const victim = await seeLinks(gateway);
  const thief = await seeLinks(gateway);
  const renamed = thief.cookie.replace(/kakehashi-[^=]+/, `kakehashi-${victim.id.slice(0, 16)}`);
  for (const cookie of ["", thief.cookie, renamed]) {
    for (const screen of ["links", "ending", `receipt/${own.id}`]) {
      const url = `${ORIGIN}/interaction/${victim.id}/${screen}`;
      const seen = await gateway.fetch(new Request(url, { headers: { cookie } }));
      assert.ok(seen.status === 403 || seen.status === 404);
      assert.doesNotMatch(await seen.text(), /ためしアプリ|115-|csrf/);
    }
  }
});

Deno.test("a form sent twice ends a link once, and one sent again later does nothing", async () => {
  await using gateway = await ScreenFixture.create();
  await link(gateway);
  const customer = await seeLinks(gateway);
  const chosen = await formOf(customer, "end-1");
  await customer.press("end-1");
  const form = await formOf(customer, "end", { decision: "end" });
  const path = `/interaction/${customer.id}/ending`;
  const answers = await Promise.all([1, 2, 3].map(() => customer.send(post(path, form))));
  assert.ok(answers.every(({ status }) => status === 303));
  const kept = await link(gateway);
  for (const [screen, body] of [["links", chosen], ["ending", form]] as const) {
    await customer.send(post(`/interaction/${customer.id}/${screen}`, body));
  }
  await customer.open("links");
  assert.equal(customer.page.screen, "links");
  assert.deepEqual(await activeGrants(gateway), [kept.id]);
  const ends = (await gateway.logged()).filter((entry) => entry.startsWith("grant.end:"));
  assert.deepEqual(ends, ["grant.end:revoked_by_customer"]);
});

Deno.test("nothing that is posted to the links leads out of the gateway", async () => {
  await using gateway = await ScreenFixture.create();
  await link(gateway);
  const opened = await gateway.fetch(
    post("/links?redirect_uri=https://evil.example", "redirect_uri=https://evil.example"),
  );
  assert.match(opened.headers.get("location") ?? "", /^\/interaction\/[\w-]{43}\/account$/);
  const customer = await seeLinks(gateway);
  assert.match(
    customer.page.headers.get("content-security-policy") ?? "",
    /form-action 'self'$/,
  );
  for (const screen of ["return", "consent", "finished"]) {
    const seen = await customer.send(new Request(`${ORIGIN}/interaction/${customer.id}/${screen}`));
    assert.equal(seen.headers.get("location"), `/interaction/${customer.id}/links`, screen);
  }
  await customer.press("leave");
  assert.equal(customer.browser.leftFor, undefined);
  assert.equal(customer.page.html.getElementById("return"), null);
});

Deno.test("names of apps are text, wherever a link is shown", async () => {
  await using gateway = await ScreenFixture.create();
  const name = `<script>alert(1)</script>"'&`;
  gateway.client = { ...gateway.client, name, operatorName: name, registrationNumber: name };
  const own = await link(gateway);
  const customer = await seeLinks(gateway);
  const pages = [customer.page, await customer.press("end-1")];
  pages.push(await customer.open(`receipt/${own.id}`));
  for (const { html } of pages) {
    assert.equal(html.querySelectorAll("script").length, 1, "our own");
    assert.match(html.toString(), /&lt;script&gt;/);
  }
});
