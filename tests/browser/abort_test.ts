import assert from "node:assert/strict";
import { type Person, SCREENS, type Walk, walk } from "../support/person.ts";

/** Leaves the procedure and goes back to the app, which is told so. */
async function leave({ person, gateway }: Walk, button: string): Promise<void> {
  await person.press(button);
  assert.equal(await person.screen(), "abort");
  assert.equal(await person.page.locator("h1").innerText(), "API連携認証の中止");
  assert.deepEqual(await person.messages(), { aborted: "API連携認証を中止しました。" });
  const wayBack = person.page.getByRole("link", { name: "連携元画面へ" });
  const { origin, searchParams } = new URL(await wayBack.getAttribute("href") ?? "");
  assert.equal(origin, gateway.sandboxUrl);
  assert.equal(searchParams.get("error"), "access_denied");
  assert.equal(searchParams.get("iss"), gateway.issuer);
  assert.ok(searchParams.get("state"));
  assert.equal(searchParams.has("code"), false);
  await checkThatItIsOver(person);
  // The app checks `state` and `iss`.
  await person.press("return");
  assert.match(await person.page.innerText("main"), /連携は中止されました。/);
}

async function checkThatItIsOver(person: Person): Promise<void> {
  await person.page.reload();
  assert.equal(await person.screen(), "abort");
  await person.andLoad(person.page.goBack());
  assert.equal(await person.screen(), "abort");
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  Deno.test(`from ② to ⑥ the customer can leave, and the app learns it, ${how} JavaScript`, async () => {
    await walk({ javaScriptEnabled, mayMeet: [502] }, async (scene) => {
      for (const screen of SCREENS.slice(1)) {
        await scene.person.goTo(screen);
        await leave(scene, screen === "SOA206" ? "deny" : "abort");
      }
    });
  });
}
