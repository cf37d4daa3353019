import assert from "node:assert/strict";
import { afterTurn } from "../../../adapters/schedule/after_turn.ts";
import { Admission, admit, type Standing } from "../../../routes/http/admission.ts";
import { ManualTurns } from "../../support/turns.ts";

const SETTINGS = { maxInFlight: 100, turnMillis: 3 };
/** Far more than too long. */
const VERY_LONG = 50;

function open(settings = SETTINGS) {
  const turns = new ManualTurns();
  return { turns, admission: new Admission(settings, turns.after) };
}

type Opened = ReturnType<typeof open>;

/** Of so many that come in one turn, how many are taken at its end. */
async function enter(
  { admission, turns }: Opened,
  count: number,
  standing: Standing = "goes on",
): Promise<number> {
  const coming = Array.from({ length: count }, () => admission.enter(standing));
  turns.end();
  return (await Promise.all(coming)).filter(Boolean).length;
}

function leaveAll({ admission }: Opened): void {
  while (admission.status.inFlight > 0) admission.leave();
}

/** Takes as many as it may, in turns of such a length. */
async function keepFull(door: Opened, millis: number, times: number): Promise<void> {
  for (let turn = 0; turn < times; turn++) {
    await enter(door, 36);
    door.turns.end(millis);
    leaveAll(door);
  }
}

Deno.test("a burst is taken up to what is served in a moment, at the end of each turn", async () => {
  const door = open();
  assert.equal(await enter(door, 60), 24);
  leaveAll(door);
  assert.equal(await enter(door, 60), 24);
});

Deno.test("nobody is taken before the turn is over, and so all who came in it are seen", async () => {
  const { admission, turns } = open();
  const coming = [admission.enter("goes on"), admission.enter("goes on")];
  assert.equal(admission.status.inFlight, 0);
  turns.end();
  assert.deepEqual(await Promise.all(coming), [true, true]);
  assert.equal(admission.status.inFlight, 2);
});

Deno.test("while turns stay too long one is taken in each, and no fewer", async () => {
  const door = open();
  await keepFull(door, VERY_LONG, 20);
  assert.equal(Math.floor(door.admission.status.perTurn), 1);
  assert.equal(await enter(door, 36), 1);
});

Deno.test("a turn takes away the more the longer it is, at most four fifths", async () => {
  const limits = [3, 3.06, 6, 15, 1000].map(async (millis) => {
    const door = open();
    await enter(door, 36);
    door.turns.end(millis);
    return Math.round(door.admission.status.perTurn);
  });
  assert.deepEqual(await Promise.all(limits), [24, 23, 22, 18, 5]);
});

Deno.test("where only one was taken, long turns are held against nobody", async () => {
  const door = open();
  for (let turn = 0; turn < 20; turn++) {
    await enter(door, 1);
    door.turns.end(VERY_LONG);
    leaveAll(door);
  }
  assert.equal(door.admission.status.perTurn, 24);
});

Deno.test("after an overload the places come back with short turns", async () => {
  const door = open();
  await keepFull(door, VERY_LONG, 20);
  for (let turn = 0; turn < 100; turn++) {
    await enter(door, 1);
    leaveAll(door);
  }
  const { perTurn } = door.admission.status;
  assert.ok(perTurn > 6 && perTurn < 24, `${perTurn}`);
  for (let turn = 0; turn < 100; turn++) {
    await enter(door, 1);
    leaveAll(door);
  }
  assert.equal(door.admission.status.perTurn, 24);
});

Deno.test("an overload is over when nobody came for a while: the next burst is as a first one", async () => {
  const door = open();
  await keepFull(door, VERY_LONG, 20);
  door.turns.pass(199);
  assert.equal(await enter(door, 36), 1);
  leaveAll(door);
  door.turns.end();
  door.turns.pass(200);
  assert.equal(await enter(door, 36), 24);
});

Deno.test("requests that only wait make no turn long: all of them are taken, up to the bound", async () => {
  const door = open();
  let taken = 0;
  for (let turn = 0; turn < 10; turn++) taken += await enter(door, 20);
  assert.equal(taken, SETTINGS.maxInFlight);
});

Deno.test("turns are watched while requests come, and after one in which none came no longer", async () => {
  const door = open();
  await enter(door, 1);
  assert.equal(door.turns.isAwaited, true);
  door.turns.end();
  assert.equal(door.turns.isAwaited, false);
  assert.equal(await enter(door, 1), 1);
});

Deno.test("of the places, three quarters are for those who only begin", async () => {
  const { admission, turns } = open();
  const coming = (["goes on", "begins"] as const).map((standing) =>
    Array.from({ length: 60 }, () => admission.enter(standing))
  );
  turns.end();
  const taken = await Promise.all(coming.map((each) => Promise.all(each)));
  assert.deepEqual(taken.map((each) => each.filter(Boolean).length), [6, 18]);
});

Deno.test("of a single place, too, one in four is for those who go on, if they want it", async () => {
  const door = open();
  await keepFull(door, VERY_LONG, 20);
  const taken: string[] = [];
  for (let turn = 0; turn < 8; turn++) {
    const customer = door.admission.enter("goes on");
    await enter(door, 30, "begins");
    taken.push(await customer ? "goes on" : "begins");
    assert.equal(door.admission.status.inFlight, 1);
    leaveAll(door);
  }
  assert.deepEqual(taken.filter((each) => each === "goes on").length, 2, taken.join());
});

Deno.test("where not all can be taken it is those who have waited the least", async () => {
  const { admission, turns } = open();
  const coming = Array.from({ length: 28 }, () => admission.enter("goes on"));
  turns.end();
  const taken = await Promise.all(coming);
  assert.deepEqual(taken.slice(0, 5), [false, false, false, false, true]);
});

Deno.test("a last place is for whoever comes first", async () => {
  const door = open();
  await keepFull(door, VERY_LONG, 20);
  assert.equal(await enter(door, 2, "begins"), 1);
});

Deno.test("a place is free again however the request is answered; exempt ones need none", async () => {
  const admission = new Admission({ maxInFlight: 1, turnMillis: 3 }, afterTurn);
  const judge = ({ method }: Request) => method === "GET" ? "exempt" : "goes on" as const;
  const busy = new Response("busy");
  const answer = admit(admission, judge, () => Promise.resolve(busy));
  const post = new Request("https://gateway.example/", { method: "POST" });
  const bug = new TypeError("bug");
  await assert.rejects(answer(post, () => Promise.reject(bug)), bug);
  const held = Promise.withResolvers<Response>();
  const begun = Promise.withResolvers<void>();
  const first = answer(post, () => {
    begun.resolve();
    return held.promise;
  });
  await begun.promise;
  assert.equal(await answer(post, () => Promise.reject(bug)), busy);
  const file = new Response("file");
  assert.equal(await answer(new Request(post.url), () => Promise.resolve(file)), file);
  held.resolve(file);
  assert.equal(await first, file);
  assert.equal(admission.status.inFlight, 0);
});

Deno.test("who sends a body slowly holds no place", async () => {
  const admission = new Admission({ maxInFlight: 1, turnMillis: 3 }, afterTurn);
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
