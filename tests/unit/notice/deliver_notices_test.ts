import assert from "node:assert/strict";
import { UnavailableError } from "../../../domain/errors.ts";
import { deliverNotices, retryDelaySeconds } from "../../../domain/notice/deliver_notices.ts";
import type { Mailer, NewNotice, Notice, NoticeOutbox } from "../../../domain/notice/notice.ts";
import { ManualClock } from "../../support/clock.ts";

/** An outbox in memory that keeps the promises of the port for one process. */
class MemoryOutbox implements Pick<NoticeOutbox, "lease" | "markSent" | "postpone"> {
  readonly sent: string[] = [];
  readonly faults: string[] = [];
  #notices: Notice[];

  constructor(notices: readonly NewNotice[]) {
    this.#notices = notices.map((notice) => ({ ...notice, attempts: 0, nextAttemptAt: 0 }));
  }

  lease(
    now: number,
    leaseUntil: number,
    limit: number,
  ): ReturnType<NoticeOutbox["lease"]> {
    const due = this.#notices.filter((notice) => notice.nextAttemptAt <= now).slice(0, limit);
    const leased = due.map((notice) => ({
      ...notice,
      attempts: notice.attempts + 1,
      nextAttemptAt: leaseUntil,
    }));
    for (const notice of leased) this.#replace(notice);
    return Promise.resolve(leased);
  }

  markSent(id: string) {
    this.sent.push(id);
    this.#notices = this.#notices.filter((notice) => notice.id !== id);
    return Promise.resolve();
  }

  postpone(id: string, nextAttemptAt: number, fault: string) {
    this.faults.push(fault);
    for (const notice of this.#notices) {
      if (notice.id === id) this.#replace({ ...notice, nextAttemptAt });
    }
    return Promise.resolve();
  }

  listed(): readonly Notice[] {
    return this.#notices;
  }

  #replace(changed: Notice) {
    this.#notices = this.#notices.map((notice) => notice.id === changed.id ? changed : notice);
  }
}

const asItIs = (millis: number) => millis;

function notices(...ids: readonly string[]): readonly NewNotice[] {
  return ids.map((id) => ({ id, createdAt: 0, to: `${id}@mail.example`, subject: "s", text: "t" }));
}

function failingFor(isFaulty: (notice: NewNotice) => Error | undefined) {
  return {
    send(notice: NewNotice) {
      const fault = isFaulty(notice);
      return fault === undefined ? Promise.resolve() : Promise.reject(fault);
    },
  };
}

Deno.test("deliverNotices() sends what is due and reports it", async () => {
  const outbox = new MemoryOutbox(notices("a", "b"));
  const mailer = failingFor(() => undefined);
  const clock = new ManualClock();
  assert.deepEqual(await deliverNotices({ outbox, mailer, clock, spread: asItIs }), {
    sent: 2,
    postponed: 0,
    unreadable: [],
  });
  assert.deepEqual(outbox.sent, ["a", "b"]);
  assert.deepEqual(await deliverNotices({ outbox, mailer, clock, spread: asItIs }), {
    sent: 0,
    postponed: 0,
    unreadable: [],
  });
});

Deno.test("deliverNotices() lets no faulty mail hold up another, and tries it again later", async () => {
  const outbox = new MemoryOutbox(notices("bad", "good"));
  const clock = new ManualClock();
  let broken = true;
  const mailer = failingFor(({ id }) =>
    broken && id === "bad" ? new UnavailableError("mail server (550)") : undefined
  );
  const ports = { outbox, mailer, clock, spread: asItIs };
  assert.deepEqual(await deliverNotices(ports), { sent: 1, postponed: 1, unreadable: [] });
  assert.deepEqual(outbox.sent, ["good"]);
  assert.deepEqual(outbox.faults, ["mail server (550) is unavailable"]);
  broken = false;
  clock.advance(29_999);
  assert.deepEqual(await deliverNotices(ports), { sent: 0, postponed: 0, unreadable: [] });
  clock.advance(1);
  assert.deepEqual(await deliverNotices(ports), { sent: 1, postponed: 0, unreadable: [] });
});

Deno.test("deliverNotices() keeps an unexpected error's text, which may quote the mail, to itself", async () => {
  const outbox = new MemoryOutbox(notices("a"));
  const mailer = failingFor(({ to }) => new TypeError(`cannot read ${to}`));
  await deliverNotices({ outbox, mailer, clock: new ManualClock(), spread: asItIs });
  assert.deepEqual(outbox.faults, ["TypeError"]);
});

Deno.test("deliverNotices() puts a mail aside whose content cannot be read, and tells of it", async () => {
  const outbox = new MemoryOutbox(notices("good"));
  const lease = outbox.lease.bind(outbox);
  outbox.lease = async (now, leaseUntil, limit) => [
    { id: "bad", createdAt: 0, attempts: 1, nextAttemptAt: leaseUntil },
    ...await lease(now, leaseUntil, limit),
  ];
  const ports = {
    outbox,
    mailer: failingFor(() => undefined),
    clock: new ManualClock(),
    spread: asItIs,
  };
  const report = await deliverNotices(ports);
  assert.deepEqual(report, { sent: 1, postponed: 1, unreadable: ["bad"] });
  assert.deepEqual(outbox.sent, ["good"]);
  assert.deepEqual(outbox.faults, ["its content cannot be read"]);
});

Deno.test("deliverNotices() spreads the waits before the next attempts", async () => {
  const outbox = new MemoryOutbox(notices("a"));
  const mailer = failingFor(() => new UnavailableError("mail server"));
  const clock = new ManualClock();
  const begun = clock.now();
  await deliverNotices({ outbox, mailer, clock, spread: (millis) => millis / 2 + 0.4 });
  assert.equal(outbox.listed()[0]?.nextAttemptAt, begun + 15_000);
});

Deno.test("deliverNotices() that is to give up puts back what the mail server has not taken", async () => {
  const outbox = new MemoryOutbox(notices("slow", "quick"));
  const givingUp = new AbortController();
  const mailer: Mailer = {
    send({ id }, signal) {
      if (id === "quick") return Promise.resolve();
      const { promise, reject } = Promise.withResolvers<void>();
      signal?.addEventListener("abort", () => reject(new UnavailableError("mail server")));
      queueMicrotask(() => givingUp.abort());
      return promise;
    },
  };
  const clock = new ManualClock();
  const ports = { outbox, mailer, clock, spread: asItIs };
  assert.deepEqual(await deliverNotices(ports, givingUp.signal), {
    sent: 1,
    postponed: 1,
    unreadable: [],
  });
  assert.deepEqual(outbox.sent, ["quick"]);
  assert.equal(outbox.listed()[0]?.nextAttemptAt, clock.now() + 30_000);
});

Deno.test("a mail whose sending was cut off is due again when its lease lapses", async () => {
  const outbox = new MemoryOutbox(notices("a"));
  const clock = new ManualClock();
  // The other process leased it and was killed.
  await outbox.lease(clock.now(), clock.now() + 120_000, 1);
  const ports = { outbox, mailer: failingFor(() => undefined), clock, spread: asItIs };
  assert.deepEqual(await deliverNotices(ports), { sent: 0, postponed: 0, unreadable: [] });
  clock.advance(120_000);
  assert.deepEqual(await deliverNotices(ports), { sent: 1, postponed: 0, unreadable: [] });
});

Deno.test("deliverNotices() reports a database that fails, after every mail had its chance", async () => {
  const outbox = new MemoryOutbox(notices("a", "b"));
  const markSent = outbox.markSent.bind(outbox);
  outbox.markSent = (id) =>
    id === "a" ? Promise.reject(new UnavailableError("database")) : markSent(id);
  const ports = {
    outbox,
    mailer: failingFor(() => undefined),
    clock: new ManualClock(),
    spread: asItIs,
  };
  await assert.rejects(deliverNotices(ports), UnavailableError);
  assert.deepEqual(outbox.sent, ["b"]);
});

Deno.test("retryDelaySeconds() doubles from 30 s up to an hour and stays there", () => {
  const delays = [1, 2, 3, 7, 8, 500].map(retryDelaySeconds);
  assert.deepEqual(delays, [30, 60, 120, 1920, 3600, 3600]);
});
