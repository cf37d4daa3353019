import assert from "node:assert/strict";
import { HANAKO } from "../support/gateway.ts";
import { letTimePass, remaining, stopTime } from "../support/browser_time.ts";
import { type Person, walk } from "../support/person.ts";

const REGISTERED = HANAKO.customer.phoneNumber;
const STRANGER = "09099990000";
const TEXTS = {
  "call-pending": "認証中（認証着信待ち）",
  "call-arrived": "着信を確認しました。「確定する」ボタンを押してください。",
  "call-withheld":
    "番号非通知のお電話がありました。非通知では認証できません。「186」をつけておかけ直しください。",
  "call-other-number":
    "お届け出電話番号以外からのお電話がありました。お届け出電話番号からおかけください。",
  "call-timeout":
    "120秒が経過したため、お電話と「確定する」は無効となりました。恐れ入りますが、最初から操作してください。",
};

async function waitForMessage(person: Person, id: keyof typeof TEXTS): Promise<void> {
  await person.page.locator(`[data-message=${id}]:visible`).waitFor();
  assert.deepEqual(await person.messages(), { [id]: TEXTS[id] });
}

Deno.test("④ says by itself what became of the call, and how long is left", async () => {
  await walk({}, async ({ person, clock }) => {
    await stopTime(person, clock.now());
    await person.goTo("SOA209");
    assert.equal(await remaining(person), 120);
    assert.deepEqual(await person.messages(), {});
    await letTimePass(person, 1);
    assert.equal(await remaining(person), 119);

    await person.call(null);
    await letTimePass(person, 2);
    await waitForMessage(person, "call-withheld");
    await person.call(STRANGER);
    await letTimePass(person, 2);
    await waitForMessage(person, "call-other-number");
    assert.doesNotMatch(await person.page.content(), new RegExp(STRANGER));

    clock.advance(61_000);
    while (await remaining(person) > 60) await letTimePass(person, 1);
    const announcement = await person.page.locator("#announcement").textContent();
    const announced = Number(/^残り([0-9]+)秒です。$/.exec(announcement ?? "")?.[1]);
    assert.ok(announced <= 60 && announced >= await remaining(person), `${announcement}`);

    await person.call(REGISTERED);
    await letTimePass(person, 2);
    await waitForMessage(person, "call-arrived");
    assert.equal(await person.focused(), "confirm-call");
    await person.press("confirm-call");
    assert.equal(await person.screen(), "SOA211");
  });
});

Deno.test("④ shows the readings in what it says by itself", async () => {
  await walk({ language: "ja-simple", mayBeOffline: true }, async ({ person }) => {
    await person.goTo("SOA209");
    await person.call(REGISTERED);
    await person.page.locator("[data-message=call-arrived]:visible").waitFor();
    await person.context.setOffline(true);
    await person.page.locator("#connection ruby").first().waitFor();
    for (const id of ["call-message", "connection"]) {
      const place = person.page.locator(`#${id}`);
      assert.ok(await place.locator("rt:visible").count() > 0, id);
      assert.doesNotMatch(await place.innerText(), /（/, id);
    }
  });
});

Deno.test("④ without JavaScript: 確定する tells what became of the call", async () => {
  await walk({ javaScriptEnabled: false }, async ({ person }) => {
    await person.goTo("SOA209");
    await person.press("confirm-call");
    assert.equal(await person.screen(), "SOA209");
    await waitForMessage(person, "call-pending");
    await person.call(null);
    await person.press("confirm-call");
    assert.equal((await person.messages())["call-withheld"], TEXTS["call-withheld"]);
    await person.call(STRANGER);
    await person.press("confirm-call");
    assert.equal((await person.messages())["call-other-number"], TEXTS["call-other-number"]);
    await person.call(REGISTERED);
    await person.andLoad(person.page.reload());
    await waitForMessage(person, "call-arrived");
    await person.press("confirm-call");
    assert.equal(await person.screen(), "SOA211");
  });
});

Deno.test("④ gives 120 s once, whatever is reloaded, and offers the links to call", async () => {
  await walk({ javaScriptEnabled: false }, async ({ person, clock }) => {
    await person.goTo("SOA209");
    const destination = await person.destination();
    clock.advance(50_000);
    await person.page.reload();
    assert.equal(await remaining(person), 70);
    assert.equal(await person.page.locator("#countdown").isVisible(), false, "it stands still");
    assert.match(
      await person.page.locator(".until:visible").innerText(),
      /^お電話と「確定する」の受付\n10時0.分..秒まで$/,
    );
    assert.equal(await person.destination(), destination);
    const link = (id: string) => person.page.locator(`#${id}`).getAttribute("href");
    assert.equal(await link("call"), `tel:${destination}`);
    assert.equal(await link("call-186"), `tel:186${destination}`);
    assert.equal(await person.page.locator("#phone").innerText(), "*******3333");
    await person.page.locator("summary").click();
    assert.equal(await person.page.getByRole("img", { name: /QRコード/ }).isVisible(), true);
  });
});

Deno.test("④ says by itself that time ran out; a later call is void; ① begins again with what was typed", async () => {
  await walk({}, async ({ person, clock }) => {
    await stopTime(person, clock.now());
    await person.goTo("SOA209");
    const first = person.page.url();
    const destination = await person.destination();
    clock.advance(120_000);
    await person.andLoad(letTimePass(person, 2));
    await waitForMessage(person, "call-timeout");
    await person.call(REGISTERED, destination);
    // By chance the next number is the same one; the late call is of no interest any more then.
    clock.advance(60_000);
    await person.press("restart");
    assert.equal(await person.screen(), "SOA201");
    await waitForMessage(person, "call-timeout");
    assert.equal(person.page.url(), first.replace(/call$/, "account"));
    await person.press("next");
    await person.press("next");
    assert.equal(await person.screen(), "SOA208");
    await person.press("confirm-phone");
    assert.equal(await remaining(person), 120);
    await person.press("confirm-call");
    await waitForMessage(person, "call-pending");
    await person.goTo("SOA206");
  });
});

Deno.test("④ without JavaScript: 確定する after 120 s is void, even when the call came in time", async () => {
  await walk({ javaScriptEnabled: false }, async ({ person, clock }) => {
    await person.goTo("SOA209");
    await person.call(REGISTERED);
    clock.advance(120_000);
    await person.press("confirm-call");
    assert.equal(await person.screen(), "SOA201");
    await waitForMessage(person, "call-timeout");
    await person.goTo("SOA206");
  });
});

Deno.test("④ on a PC shows the QR code openly, and the number in large bare digits", async () => {
  await walk({ window: "pc", javaScriptEnabled: false }, async ({ person }) => {
    await person.goTo("SOA209");
    const code = person.page.getByRole("img", { name: /QRコード/ });
    assert.equal(await code.count(), 1);
    assert.ok(((await code.boundingBox())?.width ?? 0) > 150);
    assert.equal(await person.page.locator("summary:visible").count(), 0);
    assert.match(await person.destination(), /^0120[0-9]{6}$/);
  });
});

Deno.test("④ on a phone: the links to call are as wide as the page allows, and high enough for a thumb", async () => {
  await walk({}, async ({ person }) => {
    await person.goTo("SOA209");
    const panel = await person.page.locator(".panel").boundingBox();
    for (const id of ["call", "call-186"]) {
      const link = await person.page.locator(`#${id}`).boundingBox();
      assert.ok((link?.height ?? 0) >= 44, id);
      assert.ok((link?.width ?? 0) > 0.85 * (panel?.width ?? 0), id);
    }
  });
});

Deno.test("④ says what to do after a withheld or wrong call, and only then", async () => {
  await walk({ javaScriptEnabled: false }, async ({ person }) => {
    await person.goTo("SOA209");
    const help = person.page.locator(".call-help:visible");
    assert.equal(await help.count(), 0);
    for (const [from, id] of [[null, "help-withheld"], [STRANGER, "help-other-number"]] as const) {
      await person.call(from);
      await person.page.reload();
      assert.equal(await help.count(), 1);
      assert.equal(await help.getAttribute("id"), id);
    }
  });
});
