import assert from "node:assert/strict";
import { HANAKO, type TestGatewayOptions } from "../support/gateway.ts";
import { type Person, walk } from "../support/person.ts";

const TEXTS = {
  "account-not-eligible": "ご指定の口座は、本サービスではお取り扱いできません。",
  "authentication-failed":
    "本人認証情報が誤っています。本人認証項目をご確認のうえ、再度入力して下さい。",
  "locked": "お取扱いができなくなりました。詳しくは本サービスのお問合せ窓口へご照会下さい。",
  "already-locked":
    "ただ今お取扱いできません。詳しくは本サービスのお問合せ窓口へご照会下さい。 理由コードはB84です。",
  "busy": "ただ今受付が混雑しておりますので、しばらくしてからご利用下さい。",
  "system-error":
    "調整のため連絡ができなくなりました。 なお、お急ぎの場合は本サービスのお問合せ窓口へご照会下さい。",
  "core-banking-unavailable":
    "ご指定のサービスはただ今お取扱できません。 なお、お急ぎの場合は本サービスのお問合せ窓口へご照会下さい。",
};

const WITHOUT_CARD = { branchCode: "115", accountNumber: "7654321" };
const BORN_ANOTHER_DAY = { ...HANAKO.customer, birthDay: "2" };
/** Exactly one message is shown, with its text. */
async function expectMessage(person: Person, id: keyof typeof TEXTS): Promise<void> {
  assert.deepEqual(await person.messages(), { [id]: TEXTS[id] });
}

async function expectValues(person: Person, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    assert.equal(await person.page.locator(`[name="${name}"]`).inputValue(), value, name);
  }
}

const CUSTOMER_AS_SHOWN = { ...HANAKO.customer, name: "ﾃﾞ-ﾀ ﾊﾅｺ" };

Deno.test("an account that may not use the service is mended on ①, and nothing typed is lost", async () => {
  await walk({}, async ({ person }) => {
    await person.goTo("SOA201");
    await person.press("next", WITHOUT_CARD);
    await person.press("next", HANAKO.customer);
    assert.equal(await person.screen(), "SOA202");
    await expectMessage(person, "account-not-eligible");
    await expectValues(person, CUSTOMER_AS_SHOWN);
    await person.page.locator("#ok").click();
    await person.page.locator("#correct-account:focus").waitFor();
    assert.equal(await person.page.locator("dialog").isVisible(), false);
    await person.press("correct-account");
    await expectValues(person, WITHOUT_CARD);
    await person.press("next", HANAKO.account);
    await expectValues(person, CUSTOMER_AS_SHOWN);
    await person.press("next");
    assert.equal(await person.screen(), "SOA208");
  });
});

Deno.test("wrong particulars and wrong PINs count together until the account is locked", async () => {
  // The demo app answers 502 to its own failures.
  await walk({ mayMeet: [502] }, async ({ person, gateway }) => {
    await person.goTo("SOA202");
    await person.press("next", BORN_ANOTHER_DAY);
    assert.equal(await person.screen(), "SOA202");
    await expectMessage(person, "authentication-failed");
    await expectValues(person, { ...CUSTOMER_AS_SHOWN, birthDay: "2" });
    await person.goTo("SOA211");
    await person.press("next", { pin: "4321" });
    assert.equal(await person.screen(), "SOA211");
    await expectMessage(person, "authentication-failed");
    await expectValues(person, { pin: "" });
    assert.doesNotMatch(await person.page.content(), /4321/);
    await person.press("next", { pin: "4321" });
    assert.equal(await person.screen(), "error");
    await expectMessage(person, "locked");
    assert.match(
      await person.page.innerText("main"),
      /2026年11月5日 0時00分からご利用いただけます/,
    );
    assert.match(await person.page.innerText("main"), /お問合せ窓口 0120-000-000/);
    await person.press("return");
    assert.match(await person.page.innerText("main"), /連携は中止されました。/);

    await person.connect();
    await person.goTo("SOA202");
    await person.press("next", HANAKO.customer);
    await expectMessage(person, "already-locked");
    assert.match(
      await person.page.innerText("main"),
      /2026年11月5日 0時00分からご利用いただけます/,
    );
    assert.equal(new URL(person.page.url()).origin, gateway.issuer);
    await person.page.locator("#ok").click();
    const kept = await person.page.locator("#kept-message:focus").innerText();
    assert.match(kept, /B84.*2026年11月5日.*お問合せ窓口 0120-000-000/s);
  });
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";

  Deno.test(`too many tries meet the busy text, and the form can be sent again, ${how} JavaScript`, async () => {
    const settings = { KAKEHASHI_FAILURES_PER_INTERACTION: "1" };
    await walk({ settings, mayMeet: [429], javaScriptEnabled }, async ({ person }) => {
      await person.goTo("SOA201");
      await person.press("next", WITHOUT_CARD);
      await person.press("next", HANAKO.customer);
      await expectMessage(person, "account-not-eligible");
      const [answer] = await Promise.all([
        person.page.waitForResponse((response) => response.status() === 429),
        person.press("next"),
      ]);
      assert.ok(Number(answer.headers()["retry-after"]) > 0);
      await expectMessage(person, "busy");
      await person.press("retry");
      await expectMessage(person, "busy");
    });
  });
}

Deno.test("core banking out of reach is told, and the customer can try again, on ② and ⑤", async () => {
  let isDown = false;
  const interceptBank: TestGatewayOptions["interceptBank"] = async (request, answer) =>
    isDown ? new Response(null, { status: 503 }) : await answer(request);
  await walk({ interceptBank }, async ({ person }) => {
    await person.goTo("SOA202");
    isDown = true;
    await person.press("next", HANAKO.customer);
    assert.equal(await person.screen(), "SOA202");
    await expectMessage(person, "core-banking-unavailable");
    await expectValues(person, CUSTOMER_AS_SHOWN);
    isDown = false;
    await person.goTo("SOA211");
    isDown = true;
    await person.press("next", { pin: HANAKO.pin });
    assert.equal(await person.screen(), "SOA211");
    await expectMessage(person, "core-banking-unavailable");
    await expectValues(person, { pin: "" });
    isDown = false;
    await person.goTo("SOA206");
  });
});

Deno.test("a fault of ours is told with an incident number that the log has; the form can be sent again", async () => {
  let isBroken = false;
  const onRoundTrip = () => {
    if (isBroken) throw new TypeError("a fault of ours");
  };
  await walk({ onRoundTrip, mayMeet: [500] }, async ({ person, gateway }) => {
    await person.goTo("SOA202");
    isBroken = true;
    await person.press("next", HANAKO.customer);
    assert.equal(await person.screen(), "error");
    await expectMessage(person, "system-error");
    const [, incident = ""] = /お問合せ番号：(\S+)/.exec(await person.page.innerText("main")) ?? [];
    assert.ok(incident.length > 5);
    assert.ok(gateway.logLines.some((line) => line.includes(incident)));
    isBroken = false;
    await person.press("retry");
    assert.equal(await person.screen(), "SOA208");
  });
});
