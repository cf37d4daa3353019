/** What may be used once, used by fifty requests at once, at two gateways on the same stores. */
import assert from "node:assert/strict";
import { consent } from "../support/gateway.ts";
import {
  captureRedemptions,
  countStatuses,
  fiftyTimes,
  forEachStore,
  PARALLEL,
  withoutProof,
} from "../support/race.ts";

forEachStore(
  "of 50 parallel redemptions of one code one succeeds, and kills its link",
  async (track) => {
    const app = await track.addApp();
    const pending = await app.push();
    const back = await consent(track.openBrowser(), pending);
    const requests = await captureRedemptions(track, app, pending, back);
    const answers = await Promise.all(requests.map((request) => track.fetch(request())));
    const winner = answers.find(({ status }) => status === 200)?.clone();
    assert.deepEqual(await countStatuses(answers), { 200: 1, 400: PARALLEL - 1 });
    const tokens = await winner?.json();
    const [grant, ...others] = await track.stores.grants.search({ limit: 9 });
    assert.deepEqual([grant?.endReason, others], ["code_reuse", []]);
    const read = await track.capture(() => app.call(tokens.access_token, "/accounts"));
    const refresh = await track.capture(() => app.refresh(tokens.refresh_token));
    const refused = [await track.fetch(read()), await track.fetch(refresh())];
    assert.deepEqual(await countStatuses(refused), { 400: 1, 401: 1 });
  },
);

forEachStore("of 50 parallel uses of one client assertion one succeeds", async (track) => {
  const app = await track.addApp();
  const push = withoutProof(await track.capture(() => app.push()));
  const answers = await fiftyTimes(() => track.fetch(push()));
  assert.deepEqual(await countStatuses(answers), { 201: 1, 401: PARALLEL - 1 });
});

forEachStore("of 50 parallel uses of one DPoP proof one succeeds", async (track) => {
  const app = await track.addApp();
  const pending = await app.push();
  const tokens = await app.finish(pending, await consent(track.openBrowser(), pending));
  const read = await track.capture(() => app.call(tokens.accessToken, "/accounts"));
  const answers = await fiftyTimes(() => track.fetch(read()));
  assert.deepEqual(await countStatuses(answers), { 200: 1, 401: PARALLEL - 1 });
});
