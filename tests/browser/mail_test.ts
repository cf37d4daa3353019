import assert from "node:assert/strict";
import { type Person, walk } from "../support/person.ts";

/** Opens the newest mail as soon as it is there. */
async function openMail(person: Person): Promise<void> {
  await person.page.goto(`${person.gateway.sandboxUrl}/mailbox`);
  const mail = person.page.locator("#mails a").first();
  while (await mail.count() === 0) await person.page.reload();
  await person.andLoad(mail.click());
}

Deno.test("the completion mail is shown as it looks and as text, and nothing of it is blocked", async () => {
  await walk({}, async ({ person }) => {
    await person.goTo("SOA206");
    await person.press("allow", { agree: true });
    await openMail(person);
    const letter = person.page.frameLocator("iframe.letter");
    assert.match(await letter.locator("body").innerText(), /115-\*\*\*\*026/);
    const padding = "getComputedStyle(document.querySelector('td')).padding";
    assert.equal(await letter.locator("td").first().evaluate(padding), "0px");
    assert.equal(await letter.locator("a").count(), 0);
    assert.match(await person.page.locator("#source").innerText(), /115-\*\*\*\*026/);
  });
});

Deno.test("a hostile mail runs no script, loads nothing and leads nowhere in the mailbox", async () => {
  await walk({}, async ({ person, gateway: { sandboxUrl } }) => {
    const html = `<!DOCTYPE html><title>-</title><script>top.document.title = "taken"</script>
      <img src="${sandboxUrl}/picture" onerror="top.document.title = 'taken'">
      <link rel="stylesheet" href="${sandboxUrl}/sheet">
      <form action="${sandboxUrl}/form"><button>送信</button></form>
      <a target="_top" href="${sandboxUrl}/phone">電話</a>`;
    const mail = { id: "hostile", createdAt: 0, from: "a@mail.example", to: "b@mail.example" };
    const taken = await fetch(`${sandboxUrl}/mailbox/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...mail, subject: "件名", text: "本文", html }),
    });
    await taken.body?.cancel();
    const answered: string[] = [];
    person.context.on("response", (response) => answered.push(new URL(response.url()).pathname));
    await openMail(person);
    const letter = person.page.frameLocator("iframe.letter");
    await letter.locator("button").click();
    await letter.locator("a").click();
    assert.match(await person.page.title(), /^件名/);
    assert.equal(new URL(person.page.url()).pathname, "/mailbox/hostile");
    assert.ok(answered.includes("/mailbox/hostile/html"));
    for (const path of ["/picture", "/sheet", "/form", "/phone"]) {
      assert.ok(!answered.includes(path), path);
    }
    assert.ok(person.takeTroubles().length > 0, "the browser has said what it blocked");
  });
});
