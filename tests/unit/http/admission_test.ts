import assert from "node:assert/strict";
import { Admission, admit, type Standing } from "../../../routes/http/admission.ts";
import { ManualLateness } from "../../support/lateness.ts";

const SETTINGS = { maxInFlight: 100, lateMillis: 3 };
/** Far more than late. */
const VERY_LATE = 50;

function open(settings = SETTINGS) {
  const timers = new ManualLateness();
  return { timers, admission: new Admission(settings, timers.watch) };
}

/** How many of so many that come at once are taken. */
function enterMany(admission: Admission, count: number, standing: Standing = "goes on"): number {
  return Array.from({ length: count }, () => admission.enter(standing)).filter(Boolean).length;
}

function leaveMany(admission: Admission, count: number): void {
  for (let left = 0; left < count; left++) admission.leave();
}

Deno.test("a burst is taken up to what is served in a moment, in each round", () => {
  const { admission, timers } = open();
  assert.equal(enterMany(admission, 60), 36);
  leaveMany(admission, 36);
  assert.equal(enterMany(admission, 60), 0);
  timers.tell(0);
  assert.equal(enterMany(admission, 60), 36);
});

Deno.test("while timers stay late, three are taken in a round, and no fewer", () => {
  const { admission, timers } = open();
  for (let round = 0; round < 20; round++) {
    enterMany(admission, 36);
    timers.tell(VERY_LATE);
    leaveMany(admission, admission.status.inFlight);
  }
  assert.equal(admission.status.perRound, 3);
  assert.equal(enterMany(admission, 36), 3);
});

Deno.test("a timer takes away the more the later it is, at most half", () => {
  const limits = [3, 3.06, 6, 15, 1000].map((late) => {
    const { admission, timers } = open();
    enterMany(admission, 36);
    timers.tell(late);
    return admission.status.perRound;
  });
  assert.deepEqual(limits.map(Math.round), [36, 32, 29, 18, 18]);
});

Deno.test("where hardly anything was taken, late timers are held against nobody", () => {
  const { admission, timers } = open();
  for (let round = 0; round < 20; round++) {
    enterMany(admission, 2);
    timers.tell(VERY_LATE);
    leaveMany(admission, 2);
  }
  assert.equal(admission.status.perRound, 36);
});

Deno.test("after an overload the places come back, and then nobody watches any more", () => {
  const { admission, timers } = open();
  for (let round = 0; round < 20; round++) {
    enterMany(admission, 36);
    timers.tell(VERY_LATE);
    leaveMany(admission, admission.status.inFlight);
  }
  timers.tell(0, 125);
  assert.equal(Math.round(admission.status.perRound), 36);
  assert.equal(timers.isWatched, true);
  timers.tell(0, 2);
  assert.equal(admission.status.perRound, 36);
  assert.equal(timers.isWatched, false);
});

Deno.test("between two waves the limit comes back no faster", () => {
  const { admission, timers } = open();
  enterMany(admission, 36);
  timers.tell(VERY_LATE);
  leaveMany(admission, 36);
  timers.tell(0);
  assert.equal(enterMany(admission, 36), 19);
});

Deno.test("requests that only wait make no timer late: all of them are taken, up to the bound", () => {
  const { admission, timers } = open();
  let taken = 0;
  for (let round = 0; round < 10; round++) {
    taken += enterMany(admission, 30);
    timers.tell(0);
  }
  assert.equal(taken, SETTINGS.maxInFlight);
});

Deno.test("requests under way are watched over, and a round without any ends it", () => {
  const { admission, timers } = open();
  enterMany(admission, 1);
  timers.tell(0, 100);
  assert.equal(timers.isWatched, true);
  admission.leave();
  timers.tell(0);
  assert.equal(timers.isWatched, false);
});

Deno.test("of the places, three quarters are for those who only begin", () => {
  const { admission } = open();
  assert.equal(enterMany(admission, 60, "begins"), 27);
  assert.equal(enterMany(admission, 60, "goes on"), 9);
});

Deno.test("end() watches no longer, though requests are under way", () => {
  const { admission, timers } = open();
  enterMany(admission, 2);
  assert.equal(timers.isWatched, true);
  admission.end();
  assert.equal(timers.isWatched, false);
});

Deno.test("a place is free again however the request is answered; exempt ones need none", async () => {
  const { admission } = open({ maxInFlight: 1, lateMillis: 3 });
  const judge = ({ method }: Request) => method === "GET" ? "exempt" : "goes on" as const;
  const busy = new Response("busy");
  const answer = admit(admission, judge, () => Promise.resolve(busy));
  const post = new Request("https://gateway.example/", { method: "POST" });
  const bug = new TypeError("bug");
  await assert.rejects(answer(post, () => Promise.reject(bug)), bug);
  const held = Promise.withResolvers<Response>();
  const first = answer(post, () => held.promise);
  assert.equal(await answer(post, () => Promise.reject(bug)), busy);
  const file = new Response("file");
  assert.equal(await answer(new Request(post.url), () => Promise.resolve(file)), file);
  held.resolve(file);
  assert.equal(await first, file);
  assert.equal(admission.status.inFlight, 0);
});

Deno.test("who sends a body slowly holds no place", async () => {
  const { admission } = open({ maxInFlight: 1, lateMillis: 3 });
  const answer = admit(admission, () => "goes on", () => Promise.resolve(new Response("busy")));
  const slow = new TransformStream<Uint8Array, Uint8Array>();
  const url = "https://gateway.example/token";
  const late = answer(
    new Request(url, { method: "POST", body: slow.readable }),
    () => Promise.resolve(new Response("late")),
  );
  const quick = await answer(new Request(url), () => Promise.resolve(new Response("quick")));
  assert.equal(await quick.text(), "quick");
  await slow.writable.close();
  assert.equal(await (await late).text(), "late");
});
