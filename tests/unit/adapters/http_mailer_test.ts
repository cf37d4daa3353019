import assert from "node:assert/strict";
import { createHttpMailer } from "../../../adapters/mail/http_mailer.ts";
import { UnavailableError } from "../../../domain/errors.ts";
import { startMailService } from "../../support/mail_service.ts";

const SETTINGS = {
  token: "mail-token",
  from: "no-reply@kakehashi.example",
  fetch: (request: Request) => fetch(request),
};
const NOTICE = {
  id: "completion-1",
  createdAt: Temporal.Instant.from("2026-11-30T10:00:00+09:00").epochMilliseconds,
  to: "hanako@mail.example",
  subject: "API連携認証の完了のお知らせ",
  text: "家計簿アプリとの連携手続きが完了しました。\n",
  html: "<p>家計簿アプリとの連携手続きが完了しました。</p>",
};

Deno.test("a mail is posted as JSON with the token, and its id as idempotency key in each repetition", async () => {
  await using service = await startMailService();
  const mailer = createHttpMailer({ ...SETTINGS, url: service.url });
  await mailer.send(NOTICE);
  await mailer.send(NOTICE);
  assert.equal(service.posts.length, 2);
  for (const { headers, method, mail } of service.posts) {
    assert.equal(method, "POST");
    assert.equal(headers.get("authorization"), "Bearer mail-token");
    assert.equal(headers.get("content-type"), "application/json");
    assert.equal(headers.get("idempotency-key"), '"completion-1"');
    assert.deepEqual(mail, { ...NOTICE, from: SETTINGS.from });
  }
});

Deno.test("a mail from before there was HTML is posted without it", async () => {
  await using service = await startMailService();
  const { html: _, ...textOnly } = NOTICE;
  await createHttpMailer({ ...SETTINGS, url: service.url }).send(textOnly);
  assert.deepEqual(service.posts[0]?.mail, { ...textOnly, from: SETTINGS.from });
});

const REFUSALS: Readonly<Record<string, () => Response>> = {
  "(401)": () => new Response("unknown token for hanako@mail.example", { status: 401 }),
  "(307)": () => new Response(null, { status: 307, headers: { Location: "/elsewhere" } }),
  "(422)": () => Response.json({ error: "hanako@mail.example" }, { status: 422 }),
  "(503)": () => new Response(null, { status: 503 }),
};

for (const [status, answer] of Object.entries(REFUSALS)) {
  Deno.test(`an answer ${status} is UnavailableError that quotes nobody, and is not followed`, async () => {
    await using service = await startMailService();
    service.answer = answer;
    const sent = createHttpMailer({ ...SETTINGS, url: service.url }).send(NOTICE);
    const fault = await sent.then(() => undefined, (error: unknown) => error);
    assert.ok(fault instanceof UnavailableError);
    assert.ok(fault.message.includes(status), fault.message);
    assert.doesNotMatch(Deno.inspect(fault), /hanako/);
    assert.equal(service.posts.length, 1);
  });
}

Deno.test("a lost answer and a service that is down are UnavailableError", async () => {
  const service = await startMailService();
  const mailer = createHttpMailer({ ...SETTINGS, url: service.url });
  // `fetch` itself sends once more on a connection that dies: the id tells the service.
  service.loseAnswers(10);
  await assert.rejects(mailer.send(NOTICE), UnavailableError);
  assert.deepEqual(new Set(service.posts.map(({ mail }) => mail["id"])), new Set([NOTICE.id]));
  await service[Symbol.asyncDispose]();
  await assert.rejects(mailer.send(NOTICE), UnavailableError);
});

Deno.test("a service that never answers is given up in time", async () => {
  const asked = Promise.withResolvers<AbortSignal>();
  const never = (request: Request) => {
    asked.resolve(request.signal);
    return new Promise<Response>((_, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
    });
  };
  const abort = new AbortController();
  const timeout = AbortSignal.timeout;
  const limits: number[] = [];
  AbortSignal.timeout = (millis) => {
    limits.push(millis);
    return abort.signal;
  };
  try {
    const sent = createHttpMailer({ ...SETTINGS, url: "https://mail.example/", fetch: never })
      .send(NOTICE);
    await asked.promise;
    abort.abort(new DOMException("too late", "TimeoutError"));
    await assert.rejects(sent, new UnavailableError("mail service (TimeoutError)"));
    assert.deepEqual(limits, [10_000]);
  } finally {
    AbortSignal.timeout = timeout;
  }
});

Deno.test("the HTTP mailer gives up when it is told to", async () => {
  const givingUp = new AbortController();
  const never = (request: Request) => {
    givingUp.abort();
    return new Promise<Response>((_, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
      if (request.signal.aborted) reject(request.signal.reason);
    });
  };
  const mailer = createHttpMailer({ ...SETTINGS, url: "https://mail.example/", fetch: never });
  const sent = mailer.send(NOTICE, givingUp.signal);
  await assert.rejects(sent, new UnavailableError("mail service (AbortError)"));
});
