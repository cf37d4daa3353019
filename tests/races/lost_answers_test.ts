/** Races in which answers of the stores are lost, so that their clients repeat what took effect. */
import assert from "node:assert/strict";
import { consent, HANAKO, walkToConsent } from "../support/gateway.ts";
import {
  captureRedemptions,
  countStatuses,
  fiftyTimes,
  forEachRemoteStore,
  forRedis,
  openTabs,
  PARALLEL,
  type RaceTrack,
  withoutProof,
} from "../support/race.ts";

const HALF = PARALLEL / 2;

forRedis("the winner's answer is lost: of 50 redemptions one succeeds", async (track) => {
  const answers = await losing(track, 1, await prepareRedemptions(track));
  assert.deepEqual(await countStatuses(answers), { 200: 1, 400: PARALLEL - 1 });
});

forEachRemoteStore(
  "half of the answers are lost: a code is redeemed at most once",
  async (track) => {
    const answers = await losing(track, HALF, await prepareRedemptions(track));
    assertAtMostOne(await countStatuses(answers), "200", "400");
  },
);

forRedis(
  "the winner's answer is lost: assertion and proof are used once",
  async (track) => {
    const { push, read } = await prepareReplays(track);
    const pushed = await losing(track, 1, push);
    assert.deepEqual(await countStatuses(pushed), { 201: 1, 401: PARALLEL - 1 });
    const answers = await losing(track, 1, read);
    assert.deepEqual(await countStatuses(answers), { 200: 1, 401: PARALLEL - 1 });
  },
);

forEachRemoteStore("half of the answers are lost: both are used at most once", async (track) => {
  const { push, read } = await prepareReplays(track);
  assertAtMostOne(await countStatuses(await losing(track, HALF, push)), "201", "401");
  assertAtMostOne(await countStatuses(await losing(track, HALF, read)), "200", "401");
});

forEachRemoteStore("half of the answers are lost: 50 consents, at most one code", async (track) => {
  const app = await track.addApp();
  const pending = await app.push();
  const browser = track.openBrowser();
  await walkToConsent(browser, pending);
  const tabs = openTabs(browser);
  track.loseAnswers(HALF);
  await Promise.all(tabs.map((tab) => tab.press("allow", { agree: true })));
  const codes = tabs.flatMap((tab) => tab.leftFor?.searchParams.get("code") ?? []);
  assert.ok(new Set(codes).size <= 1);
  assert.equal((await track.stores.grants.search({ limit: 9 })).length, 1);
});

forEachRemoteStore("half of the answers are lost: no guess beyond the limit", async (track) => {
  const app = await track.addApp();
  const browsers = await fiftyTimes(async () => {
    const browser = track.openBrowser();
    await browser.open((await app.push()).url.href);
    await browser.press("next", HANAKO.account);
    return browser;
  });
  track.loseAnswers(HALF);
  const wrong = { ...HANAKO.customer, birthYear: "1965" };
  await Promise.all(browsers.map((browser) => browser.press("next", wrong)));
  assert.ok(track.bank.countCalls("/holders/match") <= 3);
});

type Requests = readonly (() => Request)[];

async function prepareRedemptions(track: RaceTrack): Promise<Requests> {
  const app = await track.addApp();
  const pending = await app.push();
  const back = await consent(track.openBrowser(), pending);
  return await captureRedemptions(track, app, pending, back);
}

/** Fifty uses of one assertion, and fifty of one proof. */
async function prepareReplays(track: RaceTrack): Promise<Record<"push" | "read", Requests>> {
  const app = await track.addApp();
  const pending = await app.push();
  const tokens = await app.finish(pending, await consent(track.openBrowser(), pending));
  const push = withoutProof(await track.capture(() => app.push()));
  const read = await track.capture(() => app.call(tokens.accessToken, "/accounts"));
  return { push: Array(PARALLEL).fill(push), read: Array(PARALLEL).fill(read) };
}

/** Sends requests at once while the first so many requests to the store get no answer. */
async function losing(track: RaceTrack, count: number, requests: Requests): Promise<Response[]> {
  track.loseAnswers(count);
  const answers = await Promise.all(requests.map((request) => track.fetch(request())));
  track.loseAnswers(0);
  return answers;
}

/** Whose command was lost again and again is told of as 503; nothing else may come of it. */
function assertAtMostOne(counts: Record<string, number>, success: string, refusal: string): void {
  const { [success]: successes = 0, [refusal]: refusals = 0, 503: unavailable = 0 } = counts;
  assert.equal(successes + refusals + unavailable, PARALLEL);
  assert.ok(successes === 1 || (successes === 0 && unavailable > 0), JSON.stringify(counts));
}
