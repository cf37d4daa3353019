/** One customer's grant used to read another customer's account. */
import assert from "node:assert/strict";
import { alterCharacter } from "../support/alter.ts";
import { openResourceApi } from "../support/resource_api.ts";

const HANAKO = { branchCode: "115", accountType: "1", accountNumber: "1100026" } as const;
const TARO = { branchCode: "001", accountType: "1", accountNumber: "1234567" } as const;
const PERIOD = "dateFrom=2026-09-01&dateTo=2026-11-10";

Deno.test("an account of another grant, or the same one as another app knows it, is not found", async () => {
  await using api = await openResourceApi();
  const own = await api.link(HANAKO);
  const other = await api.link(TARO, { clientId: "other-app" });
  const same = await api.link(HANAKO, { clientId: "third-app" });
  const { accountId } = own.grant;
  for (
    const id of [
      other.grant.accountId,
      same.grant.accountId,
      "115-1-1100026",
      "1100026",
      accountId.slice(0, -1),
      `${accountId}x`,
      `${accountId}%00`,
      `${accountId}%2F..%2F${other.grant.accountId}`,
      own.grant.id,
      own.grant.subject,
      "*",
      "%25",
      "undefined",
      "__proto__",
    ]
  ) {
    for (const rest of ["", "/balance", `/transactions?${PERIOD}`]) {
      const answer = await api.call(own, `/accounts/${id}${rest}`);
      const body = await answer.text();
      assert.equal(answer.status, 404, `${id}${rest}`);
      assert.match(body, /account_not_found/);
    }
  }
  assert.notEqual(same.grant.accountId, accountId);
  assert.equal((await api.call(own, `/accounts/${accountId}`)).status, 200);
});

Deno.test("a key to the next page can be neither made up nor used for anything else", async () => {
  await using api = await openResourceApi();
  const own = await api.link(HANAKO);
  const same = await api.link(HANAKO, { clientId: "other-app" });
  const other = await api.link(TARO, { clientId: "third-app" });
  const history = (link: typeof own, query: string) =>
    api.call(link, `/accounts/${link.grant.accountId}/transactions?${query}`);
  const first = await (await history(own, `${PERIOD}&limit=1`)).json();
  const key = String(first.nextItemKey);
  const next = (link: typeof own, period: string, itemKey: string) =>
    history(link, `${period}&limit=1&nextItemKey=${encodeURIComponent(itemKey)}`);
  const [name, nonce, sealed = ""] = key.split(".");
  const refused = [
    await next(same, PERIOD, key),
    await next(other, PERIOD, key),
    await next(own, "dateFrom=2026-09-02&dateTo=2026-11-10", key),
    await next(own, PERIOD, String(first.transactions[0].itemKey)),
    await next(own, PERIOD, `${name}.${nonce}.${alterCharacter(sealed)}`),
    await next(own, PERIOD, `${name}.${nonce}`),
    await next(own, PERIOD, ".."),
    await next(own, PERIOD, "あ"),
    await next(own, PERIOD, " "),
  ];
  for (const answer of refused) {
    assert.equal(answer.status, 400);
    assert.equal((await answer.json()).code, "invalid_item_key");
  }
  assert.equal((await next(own, PERIOD, key)).status, 200);
});

Deno.test("a scope that was not granted opens nothing, whatever the path looks like", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO, { scopes: ["accounts"] });
  const { accountId } = link.grant;
  const refused = await api.call(link, `/accounts/${accountId}/transactions?${PERIOD}`);
  assert.equal(refused.status, 403);
  await refused.body?.cancel();
  for (
    const path of [`/accounts/${accountId}/balance/../transactions`, "/accounts//", "/ACCOUNTS"]
  ) {
    const answer = await api.call(link, path);
    assert.ok([401, 403, 404].includes(answer.status), path);
    assert.doesNotMatch(await answer.text(), /remarks/);
  }
});
