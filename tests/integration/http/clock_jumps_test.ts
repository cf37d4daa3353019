/** A clock that jumps makes things expire, or not yet valid; it makes no faults, and is forgiven. */
import assert from "node:assert/strict";
import { ManualClock } from "../../support/clock.ts";
import { TELEPHONY_SECRET, visitEveryRoute } from "../../support/every_route.ts";
import { openTestGateway } from "../../support/gateway.ts";

const HOUR = 3_600_000;
const JUMPS = { "an hour back": -HOUR, "a year ahead": 8760 * HOUR };

for (const [name, jump] of Object.entries(JUMPS)) {
  Deno.test(`while the clock is ${name} no route has a fault, and afterwards all work as before`, async () => {
    const clock = new ManualClock("2026-11-04T10:00:00+09:00");
    await using test = await openTestGateway({
      clock,
      settings: { KAKEHASHI_TELEPHONY_SECRET: TELEPHONY_SECRET },
    });
    const visits = await visitEveryRoute(test);
    const lasting = visits.filter(({ route }) =>
      !/^(DELETE|POST \/(revoke|interaction))/.test(route)
    );
    const answer = async ({ request }: typeof visits[number]) => {
      const response = await test.gateway.fetch(await request());
      await response.body?.cancel();
      return response.status;
    };
    const answerAll = async () => {
      const answers: string[] = [];
      for (const visit of lasting) answers.push(`${visit.route} ${await answer(visit)}`);
      return answers;
    };
    // What is good once, such as a link that is opened, is done with then.
    await answerAll();
    const before = await answerAll();
    clock.advance(jump);
    for (const visit of lasting) assert.ok(await answer(visit) < 500, visit.route);
    assert.deepEqual(test.logLines.filter((line) => line.includes('"severity":"error"')), []);
    clock.advance(-jump);
    assert.deepEqual(await answerAll(), before);
  });
}
