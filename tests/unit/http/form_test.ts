import assert from "node:assert/strict";
import fc from "fast-check";
import { LateBodyError, OAuthError, TooLargeError } from "../../../domain/errors.ts";
import { ArrivingBodies, parseParameters, readForm, readText } from "../../../routes/http/form.ts";

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request("https://gateway.example/", { method: "POST", body, headers });
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };

Deno.test("readForm() reads names and values, and takes empty values for omitted", async () => {
  const form = await readForm(post("a=1&b=&c=%E3%81%82+d", FORM));
  assert.deepEqual([...form], [["a", "1"], ["c", "あ d"]]);
});

Deno.test("readForm() accepts the content type with parameters and in capitals", async () => {
  for (const suffix of ["; charset=UTF-8", ";charset=utf-8"]) {
    await readForm(post("a=1", { "content-type": `Application/X-WWW-Form-URLencoded${suffix}` }));
  }
});

const REFUSED: Readonly<Record<string, () => Request>> = {
  "another content type": () => post("a=1", { "content-type": "text/plain" }),
  "no content type": () => post(new Uint8Array([97])),
  "a name twice": () => post("a=1&a=1", FORM),
  "a name twice, once empty": () => post("a=&a=1", FORM),
  "a name twice, differently encoded": () => post("a=1&%61=1", FORM),
  "a body beyond the limit": () => post("a".repeat(32_769), FORM),
  "a declared length beyond the limit": () => post("a", { ...FORM, "content-length": "32769" }),
  "a declared length that is no number": () => post("a", { ...FORM, "content-length": "x" }),
};

for (const [name, make] of Object.entries(REFUSED)) {
  Deno.test(`readForm() refuses ${name}`, async () => {
    await assert.rejects(
      () => readForm(make()),
      (error) => error instanceof OAuthError && error.code === "invalid_request",
    );
  });
}

Deno.test("readText() stops reading at the limit, however long the body goes on", async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1000;
      controller.enqueue(new Uint8Array(1000));
    },
  });
  await assert.rejects(() => readText(post(endless), 5000), OAuthError);
  assert.ok(sent < 10_000);
});

Deno.test("readText() puts characters together that arrive in pieces", async () => {
  const bytes = new TextEncoder().encode("口座");
  const pieces = ReadableStream.from([bytes.slice(0, 2), bytes.slice(2, 4), bytes.slice(4)]);
  assert.equal(await readText(post(pieces), 100), "口座");
});

Deno.test("parseParameters() reads back whatever distinct names and values were written", () => {
  const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.string({ minLength: 1 })), {
    selector: ([name]) => name,
  });
  fc.assert(fc.property(entries, (pairs) => {
    const encoded = new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString();
    assert.deepEqual([...parseParameters(encoded)], pairs);
  }));
});

Deno.test("readText() waits for a body no longer than it is told, of declared length or not", async () => {
  for (const headers of [{}, { "content-length": "9" }]) {
    let canceled = false;
    const unending = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: () => void (canceled = true),
    });
    await assert.rejects(() => readText(post(unending, headers), 100, 0.001), LateBodyError);
    assert.equal(canceled, false, "whoever listens ends the connection");
  }
});

Deno.test("readText() gives a body up that comes in far too many pieces, however small they are", async () => {
  let sent = 0;
  const crumbs = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(1));
      sent += 1;
      if (sent === 20_000) controller.close();
    },
  });
  await assert.rejects(() => readText(post(crumbs), 32_768), LateBodyError);
  assert.ok(sent < 100, `${sent}`);
});

Deno.test("readText() takes a body that breaks off for one that is late, not for a fault of ours", async () => {
  const failing = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  await assert.rejects(() => readText(post(failing), 100), LateBodyError);
});

Deno.test("ArrivingBodies waits for a body, which is read later as it was sent, or as it failed", async () => {
  const bodies = new ArrivingBodies();
  const form = post("a=1", FORM);
  assert.equal(await bodies.wait(form), true);
  assert.deepEqual([...await readForm(form)], [["a", "1"]]);
  const large = post("a".repeat(32_769), FORM);
  assert.equal(await bodies.wait(large), true);
  await assert.rejects(readForm(large), TooLargeError);
  const event = post("口座".repeat(10));
  await bodies.wait(event);
  await assert.rejects(readText(event, 59), TooLargeError);
  assert.equal(await readText(event, 60), "口座".repeat(10));
});

Deno.test("of too many bodies on the way the slowest is given up, and whoever comes is waited for", async () => {
  const bodies = new ArrivingBodies(2);
  const slowest = post(new ReadableStream());
  const slow = [slowest, post(new ReadableStream()), post(new ReadableStream())];
  const [first, second, third] = slow.map((request) => bodies.wait(request));
  assert.equal(await first, false);
  await assert.rejects(readText(slowest, 100), LateBodyError);
  const form = post("a=1", FORM);
  assert.equal(await bodies.wait(form), true);
  assert.deepEqual([...await readForm(form)], [["a", "1"]]);
  assert.equal(await second, false);
  await Promise.all([post("b=1"), post("c=1")].map((request) => bodies.wait(request)));
  assert.equal(await third, false);
});

Deno.test("a body that was too large is not given up besides", async () => {
  const bodies = new ArrivingBodies(1);
  const large = bodies.wait(post("a", { "content-length": "32769" }));
  const other = bodies.wait(post("a=1", FORM));
  assert.deepEqual(await Promise.all([large, other]), [false, true]);
});
