import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { FieldValues } from "../support/html_browser.ts";
import { HANAKO } from "../support/gateway.ts";
import { type Person, type ScreenId, walk } from "../support/person.ts";

const MISSING = { "missing-input": "入力されていない項目があります。" };
const MALFORMED = { "malformed-input": "入力内容に誤りがあります。" };

/** The texts beside the faulty fields, by their names. */
async function readFaults(person: Person): Promise<Record<string, string>> {
  const faults: Record<string, string> = {};
  for (const field of await person.page.locator("[aria-invalid=true]").all()) {
    const described = await field.getAttribute("aria-describedby") ?? "";
    const id = described.split(" ").find((name) => name.endsWith("-fault"));
    const text = await person.page.locator(`#${id}`).innerText();
    faults[await field.getAttribute("name") ?? ""] = text;
  }
  return faults;
}

/**
 * The dialog of the manual: its title, its text, and an OK that leads to the first faulty field. Where
 * it is not modal, that field has the focus from the start.
 */
async function checkDialog(person: Person, messages: Record<string, string>, first: string) {
  const dialog = person.page.getByRole("dialog", { name: "エラー" });
  assert.equal(await dialog.isVisible(), true);
  assert.deepEqual(await person.messages(), messages);
  const isModal = await person.page.locator("dialog:modal").count() === 1;
  assert.equal(await person.focused(), isModal ? "ok" : first);
  if (!isModal) await checkBothInSight(person, dialog);
  await person.page.getByRole("button", { name: "OK", exact: true }).click();
  assert.equal(await dialog.isVisible(), false);
  await person.page.locator(`#${first}:focus`).waitFor();
}

/** Neither has the page scrolled the dialog away, nor does the dialog cover the field. */
async function checkBothInSight(person: Person, dialog: Locator): Promise<void> {
  const field = person.page.locator(":focus");
  const [over, under] = [await dialog.boundingBox(), await field.boundingBox()];
  assert.ok(over && under && over.y >= 0 && over.y + over.height <= under.y);
  assert.ok(under.y + under.height <= (person.page.viewportSize()?.height ?? 0));
}

const REQUIRED: readonly {
  screen: ScreenId;
  button: string;
  fields: readonly string[];
}[] = [
  { screen: "SOA201", button: "next", fields: ["branchCode", "accountNumber"] },
  {
    screen: "SOA202",
    button: "next",
    fields: [
      "name",
      "birthYear",
      "birthMonth",
      "birthDay",
      "phoneNumber",
      "email",
      "emailConfirmation",
    ],
  },
  { screen: "SOA211", button: "next", fields: ["pin"] },
  { screen: "SOA206", button: "allow", fields: ["agree"] },
];

const LINKS = { "お名前": "name", "生年月日 (月)": "birthMonth", "メールアドレス": "email" };

const MALFORMED_INPUT: readonly {
  screen: ScreenId;
  typed: FieldValues;
  /** As it is shown again where that differs. */
  shown?: FieldValues;
  faults: Record<string, string>;
}[] = [
  {
    screen: "SOA201",
    typed: { branchCode: "１２", accountNumber: "1234-56789" },
    shown: { branchCode: "12", accountNumber: "123456789" },
    faults: {
      branchCode: "店番は3桁の数字で入力して下さい。",
      accountNumber: "口座番号は7桁以内の数字で入力して下さい。",
    },
  },
  {
    screen: "SOA202",
    typed: {
      ...HANAKO.customer,
      name: "出田花子",
      birthMonth: "2",
      birthDay: "30",
      phoneNumber: "0120000111",
      email: "hanako@",
      emailConfirmation: "hanako@mail.example",
    },
    faults: {
      name: "お名前はカタカナ48文字以内で入力して下さい。",
      birthDay: "正しい生年月日を入力して下さい。",
      phoneNumber:
        "電話をかけられる10桁または11桁の電話番号を入力して下さい。0120などの番号は使えません。",
      email: "メールアドレスは半角64文字以内で正しく入力して下さい。",
      emailConfirmation: "メールアドレスが一致していません。",
    },
  },
  {
    screen: "SOA211",
    typed: { pin: "12345" },
    shown: { pin: "" },
    faults: { pin: "暗証番号は4桁の数字で入力して下さい。" },
  },
];

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";

  Deno.test(`missing input is told on each screen, ${how} JavaScript`, async () => {
    await walk({ javaScriptEnabled }, async ({ person }) => {
      for (const { screen, button, fields } of REQUIRED) {
        await person.goTo(screen);
        await person.press(button);
        assert.equal(await person.screen(), screen);
        assert.match(await person.page.title(), /^エラー: API連携認証/);
        const faults = Object.fromEntries(fields.map((name) => [name, "必ず入力して下さい。"]));
        assert.deepEqual(await readFaults(person), faults);
        await checkDialog(person, MISSING, fields[0] ?? "");
      }
    });
  });

  Deno.test(`each link of the summary leads to its field, ${how} JavaScript`, async () => {
    await walk({ javaScriptEnabled }, async ({ person }) => {
      await person.goTo("SOA202");
      for (const [label, field] of Object.entries(LINKS)) {
        await person.press("next");
        const dialog = person.page.getByRole("dialog");
        await dialog.getByRole("link", { name: label, exact: true }).click();
        await dialog.waitFor({ state: "hidden" });
        const isLedTo = javaScriptEnabled ? ":focus" : ":target";
        await person.page.locator(`#${field}${isLedTo}`).waitFor();
      }
    });
  });

  Deno.test(`malformed input is told on each screen and kept, ${how} JavaScript`, async () => {
    await walk({ javaScriptEnabled }, async ({ person }) => {
      for (const { screen, typed, shown, faults } of MALFORMED_INPUT) {
        await person.goTo(screen);
        await person.press("next", typed);
        assert.equal(await person.screen(), screen);
        assert.deepEqual(await readFaults(person), faults);
        for (const [name, value] of Object.entries({ ...typed, ...shown })) {
          assert.equal(await person.page.locator(`[name="${name}"]`).inputValue(), value, name);
        }
        await checkDialog(person, MALFORMED, Object.keys(faults)[0] ?? "");
      }
    });
  });
}

Deno.test("the dialog keeps the focus until Esc closes it and leads to the first faulty field", async () => {
  await walk({}, async ({ person }) => {
    await person.goTo("SOA202");
    await person.press("next", { name: "ハナコ" });
    const { keyboard } = person.page;
    for (let presses = 0; presses < 12; presses++) {
      await keyboard.press("Tab");
      const strays = await person.page.locator("main :focus:not(dialog *)").count();
      assert.equal(strays, 0, `after ${presses + 1} tabs`);
    }
    await keyboard.press("Escape");
    await person.page.locator("#birthYear:focus").waitFor();
    await person.press("next", { name: "" });
    await keyboard.press("Space");
    await person.page.locator("#name:focus").waitFor();
  });
});

Deno.test("OK and links of the modal dialog move the focus at once, and nothing moves it after that", async () => {
  await walk({}, async ({ person }) => {
    await person.goTo("SOA202");
    const { page } = person;
    for (const [link, field] of [["#ok", "name"], ['.summary [href="#birthYear"]', "birthYear"]]) {
      await person.press("next");
      const focused = page.evaluate(`new Promise((resolve) => {
        document.querySelector("dialog").addEventListener("close", () =>
          resolve([atOnce, document.activeElement.id]));
        document.querySelector('${link}').click();
        const atOnce = document.activeElement.id;
        phoneNumber.focus();
      })`);
      assert.deepEqual(await focused, [field, "phoneNumber"]);
    }
  });
});

Deno.test("the modal dialog tells each fault, and nothing on the page moves as it opens", async () => {
  await walk({}, async ({ person }) => {
    await person.goTo("SOA202");
    await person.press("next", { ...HANAKO.customer, name: "出田", email: "hanako@" });
    const texts = await person.page.locator(".summary-fault:visible").allInnerTexts();
    assert.deepEqual(texts, [
      "お名前はカタカナ48文字以内で入力して下さい。",
      "メールアドレスは半角64文字以内で正しく入力して下さい。",
      "メールアドレスが一致していません。",
    ]);
    const shifts = await person.page.evaluate(`new Promise((resolve) =>
      new PerformanceObserver((list) => resolve(list.getEntries().length))
        .observe({ type: "layout-shift", buffered: true }) ?? setTimeout(() => resolve(0), 500))`);
    assert.equal(shifts, 0);
  });
});

Deno.test("a dialog longer than the window shows its beginning, and OK, which has the focus", async () => {
  await walk({ language: "en" }, async ({ person }) => {
    await person.goTo("SOA202");
    await person.page.setViewportSize({ width: 390, height: 500 });
    await person.press("next");
    const scrolled = "((dialog) => [dialog.scrollTop, dialog.scrollHeight > dialog.clientHeight])";
    const dialog = 'document.querySelector("dialog:modal")';
    assert.deepEqual(await person.page.evaluate(`${scrolled}(${dialog})`), [0, true]);
    assert.equal(await person.focused(), "ok");
    const [around, ok] = [
      await person.page.locator("dialog").boundingBox(),
      await person.page.locator("#ok").boundingBox(),
    ];
    assert.ok(around && ok && ok.y + ok.height < around.y + around.height);
  });
});
