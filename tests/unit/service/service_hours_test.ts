import assert from "node:assert/strict";
import {
  coreSystemReopensAt,
  nextScreensClosure,
  screensReopenAt,
  type ServiceHours,
  unlockMoment,
} from "../../../domain/service/service_hours.ts";

function at(text: string): number {
  return Temporal.Instant.from(`${text}+09:00`).epochMilliseconds;
}

function text(moment: number | undefined): string | undefined {
  if (moment === undefined) return undefined;
  return Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO("Asia/Tokyo")
    .toPlainDateTime().toString();
}

const CALENDAR: ServiceHours = { mode: "calendar", maintenance: [] };

/**
 * November 2026: the 1st is a Sunday, so the 2nd and 4th Sundays are the 8th and the 22nd, the 1st
 * and 3rd Mondays the 2nd and the 16th. Each row: what, last open moment, first closed moment, last
 * closed moment, first open moment.
 */
const SCREEN_WINDOWS: readonly [string, string, string, string, string][] = [
  [
    "daily from 00:00",
    "2026-11-03T23:59:59.999",
    "2026-11-04T00:00",
    "2026-11-04T00:00:59.999",
    "2026-11-04T00:01",
  ],
  [
    "daily from 04:00",
    "2026-11-04T03:59:59.999",
    "2026-11-04T04:00",
    "2026-11-04T04:04:59.999",
    "2026-11-04T04:05",
  ],
  [
    "1st Monday",
    "2026-11-02T01:59:59.999",
    "2026-11-02T02:00",
    "2026-11-02T05:59:59.999",
    "2026-11-02T06:00",
  ],
  [
    "3rd Monday",
    "2026-11-16T01:59:59.999",
    "2026-11-16T02:00",
    "2026-11-16T05:59:59.999",
    "2026-11-16T06:00",
  ],
  [
    "two days before the 2nd Sunday",
    "2026-11-06T23:39:59.999",
    "2026-11-06T23:40",
    "2026-11-07T00:09:59.999",
    "2026-11-07T00:10",
  ],
  [
    "two days before the 4th Sunday",
    "2026-11-20T23:39:59.999",
    "2026-11-20T23:40",
    "2026-11-21T00:09:59.999",
    "2026-11-21T00:10",
  ],
  [
    "the night to the 2nd Sunday",
    "2026-11-07T23:49:59.999",
    "2026-11-07T23:50",
    "2026-11-08T06:59:59.999",
    "2026-11-08T07:00",
  ],
  [
    "the night to the 4th Sunday",
    "2026-11-21T23:49:59.999",
    "2026-11-21T23:50",
    "2026-11-22T06:59:59.999",
    "2026-11-22T07:00",
  ],
  [
    "2nd Sunday evening",
    "2026-11-08T23:39:59.999",
    "2026-11-08T23:40",
    "2026-11-09T00:09:59.999",
    "2026-11-09T00:10",
  ],
  [
    "4th Sunday evening",
    "2026-11-22T23:39:59.999",
    "2026-11-22T23:40",
    "2026-11-23T00:09:59.999",
    "2026-11-23T00:10",
  ],
  [
    "New Year's night",
    "2026-12-31T23:59:59.999",
    "2027-01-01T00:00",
    "2027-01-01T07:59:59.999",
    "2027-01-01T08:00",
  ],
  [
    "New Year's Day evening to 2 January",
    "2027-01-01T18:59:59.999",
    "2027-01-01T19:00",
    "2027-01-02T07:59:59.999",
    "2027-01-02T08:00",
  ],
  [
    "2 January evening to the 3rd",
    "2027-01-02T18:59:59.999",
    "2027-01-02T19:00",
    "2027-01-03T07:59:59.999",
    "2027-01-03T08:00",
  ],
  [
    "3 January evening, then the daily minute",
    "2027-01-03T18:59:59.999",
    "2027-01-03T19:00",
    "2027-01-03T23:59:59.999",
    "2027-01-04T00:01",
  ],
  [
    "a 4th Sunday at the end of February",
    "2027-02-28T23:39:59.999",
    "2027-02-28T23:40",
    "2027-03-01T00:09:59.999",
    "2027-03-01T00:10",
  ],
];

for (const [what, lastOpen, firstClosed, lastClosed, reopening] of SCREEN_WINDOWS) {
  Deno.test(`screensReopenAt() knows the window: ${what}`, () => {
    assert.equal(text(screensReopenAt(CALENDAR, at(lastOpen))), undefined);
    assert.equal(text(screensReopenAt(CALENDAR, at(firstClosed))), `${reopening}:00`);
    assert.equal(text(screensReopenAt(CALENDAR, at(lastClosed))), `${reopening}:00`);
    assert.equal(text(screensReopenAt(CALENDAR, at(reopening))), undefined);
  });
}

const OPEN: readonly [string, string][] = [
  ["the 1st Sunday night", "2026-11-01T05:00"],
  ["the 3rd Sunday night", "2026-11-15T05:00"],
  ["the 5th Sunday night", "2026-11-29T05:00"],
  ["the 1st Sunday evening", "2026-11-01T23:45"],
  ["the 2nd Monday", "2026-11-09T03:00"],
  ["the 5th Monday", "2026-11-30T03:00"],
  ["4 January", "2027-01-04T07:00"],
  ["1 February", "2027-02-02T07:00"],
];
for (const [what, moment] of OPEN) {
  Deno.test(`screensReopenAt() is open on ${what}`, () => {
    assert.equal(text(screensReopenAt(CALENDAR, at(moment))), undefined);
  });
}

const CORE_WINDOWS: readonly [string, string | undefined][] = [
  ["2026-11-07T23:49:59.999", undefined],
  ["2026-11-07T23:50", "2026-11-08T07:00:00"],
  ["2026-11-08T06:59:59.999", "2026-11-08T07:00:00"],
  ["2026-11-08T07:00", undefined],
  ["2026-11-21T23:50", "2026-11-22T07:00:00"],
  ["2026-11-04T00:00", "2026-11-04T00:01:00"],
  ["2026-11-04T00:01", undefined],
  ["2026-11-04T04:04:59.999", "2026-11-04T04:05:00"],
  ["2026-11-04T04:05", undefined],
  ["2026-11-02T03:00", undefined],
  ["2026-11-08T23:45", undefined],
  ["2026-11-06T23:45", undefined],
  ["2027-01-01T07:00", undefined],
  ["2027-01-01T20:00", undefined],
];
for (const [moment, reopening] of CORE_WINDOWS) {
  Deno.test(`coreSystemReopensAt() at ${moment} says ${reopening}`, () => {
    assert.equal(text(coreSystemReopensAt("calendar", at(moment))), reopening);
  });
}

Deno.test("always open means open in every window but the operator's", () => {
  const maintenance = [{ from: at("2026-11-08T05:00"), until: at("2026-11-08T06:00") }];
  const hours: ServiceHours = { mode: "always", maintenance };
  assert.equal(screensReopenAt(hours, at("2026-11-08T04:00")), undefined);
  assert.equal(text(screensReopenAt(hours, at("2026-11-08T05:00"))), "2026-11-08T06:00:00");
  assert.equal(screensReopenAt(hours, at("2026-11-08T06:00")), undefined);
  assert.equal(coreSystemReopensAt("always", at("2026-11-08T05:00")), undefined);
});

Deno.test("screensReopenAt() goes on through windows that adjoin or overlap", () => {
  const hours: ServiceHours = {
    mode: "calendar",
    maintenance: [
      { from: at("2026-11-03T20:00"), until: at("2026-11-03T22:00") },
      { from: at("2026-11-03T21:00"), until: at("2026-11-04T00:00") },
      { from: at("2026-11-04T00:01"), until: at("2026-11-04T04:02") },
    ],
  };
  assert.equal(text(screensReopenAt(hours, at("2026-11-03T20:30"))), "2026-11-04T04:05:00");
});

Deno.test("screensReopenAt() comes to an end when the service never opens", () => {
  const from = at("2026-11-01T00:00");
  const maintenance = Array.from({ length: 2000 }, (_, day) => ({
    from: from + day * 86_400_000,
    until: from + (day + 1) * 86_400_000,
  }));
  const reopening = screensReopenAt({ mode: "always", maintenance }, from);
  assert.equal(reopening, from + 1000 * 86_400_000);
});

const UNLOCKS: readonly [string, string, string][] = [
  ["an ordinary day", "2026-11-03T10:00", "2026-11-04T00:01:00"],
  ["one second before midnight", "2026-11-03T23:59:59", "2026-11-04T00:01:00"],
  ["31 December", "2026-12-31T10:00", "2027-01-01T08:00:00"],
  ["1 January", "2027-01-01T10:00", "2027-01-02T08:00:00"],
  ["the day before a 2nd Sunday", "2026-11-07T10:00", "2026-11-08T07:00:00"],
  ["a 4th Sunday", "2026-11-22T10:00", "2026-11-23T00:10:00"],
];
for (const [what, moment, expected] of UNLOCKS) {
  Deno.test(`unlockMoment() on ${what} is when the service can really be used`, () => {
    assert.equal(text(unlockMoment(CALENDAR, at(moment))), expected);
  });
}

Deno.test("unlockMoment() is midnight when the service is always open", () => {
  const hours: ServiceHours = { mode: "always", maintenance: [] };
  assert.equal(text(unlockMoment(hours, at("2026-11-03T10:00"))), "2026-11-04T00:00:00");
});

/** What, now, the procedure's last moment, and the window that will cut it off. */
const AHEAD: readonly [string, string, string, [string, string] | undefined][] = [
  ["none in time", "2026-11-04T10:00", "2026-11-04T10:15", undefined],
  ["one that begins later", "2026-11-04T03:44", "2026-11-04T03:59:59.999", undefined],
  ["one at the last moment", "2026-11-04T03:45", "2026-11-04T04:00", ["T04:00:00", "T04:05:00"]],
  ["one under way", "2026-11-04T04:00", "2026-11-04T04:15", undefined],
  ["one of the next day", "2026-11-03T23:50", "2026-11-04T00:05", ["T00:00:00", "T00:01:00"]],
  // The second Sunday: 23:40, then on to the daily minute, until 00:10.
  ["the first of several", "2026-11-08T23:30", "2026-11-08T23:55", ["T23:40:00", "T00:10:00"]],
];
for (const [what, now, deadline, expected] of AHEAD) {
  Deno.test(`the next closed window: ${what}`, () => {
    const closure = nextScreensClosure(CALENDAR, at(now), at(deadline));
    const times = closure && [text(closure.from), text(closure.until)];
    assert.deepEqual(times?.map((time) => time?.slice(10)), expected);
  });
}

Deno.test("the operator's windows are announced whatever the calendar, and where they really end", () => {
  const window = { from: at("2026-11-04T10:10"), until: at("2026-11-04T11:00") };
  const adjoining = { from: at("2026-11-04T10:59"), until: at("2026-11-04T12:00") };
  const hours: ServiceHours = { mode: "always", maintenance: [window, adjoining] };
  const closure = nextScreensClosure(hours, at("2026-11-04T10:00"), at("2026-11-04T10:15"));
  assert.deepEqual(closure, { from: window.from, until: adjoining.until });
  assert.equal(
    nextScreensClosure(hours, at("2026-11-04T09:00"), at("2026-11-04T09:15")),
    undefined,
  );
});
