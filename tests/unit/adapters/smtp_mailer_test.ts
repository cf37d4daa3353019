import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { createSmtpMailer } from "../../../adapters/mail/smtp_mailer.ts";
import { UnavailableError } from "../../../domain/errors.ts";
import { startSmtpServer } from "../../support/smtp_server.ts";

const FROM = "no-reply@kakehashi.example";
const NOTICE = {
  id: "notice-1",
  createdAt: Temporal.Instant.from("2026-11-30T10:00:00+09:00").epochMilliseconds,
  to: "hanako@mail.example",
  subject: "API連携認証の完了のお知らせ",
  text: "家計簿アプリとの連携手続きが完了しました。\n\n.点で始まる行\n",
};

function mailerAt(address: string) {
  return createSmtpMailer({ url: new URL(address), from: FROM });
}

function bodyOf(source: string): string {
  const [header = "", body = ""] = source.split(/\n\n(.*)/s);
  assert.match(header, /^Content-Transfer-Encoding: base64$/m);
  return new TextDecoder().decode(Uint8Array.fromBase64(body));
}

Deno.test("an SMTP mail arrives as plain UTF-8 text with the headers that a mail must have", async () => {
  await using server = await startSmtpServer();
  await mailerAt(`smtp://127.0.0.1:${server.port}`).send(NOTICE);
  const mail = server.mails[0];
  assert.ok(mail);
  assert.equal(mail.sender, FROM);
  assert.deepEqual(mail.recipients, ["hanako@mail.example"]);
  assert.match(mail.source, /^From: no-reply@kakehashi\.example$/m);
  assert.match(mail.source, /^To: hanako@mail\.example$/m);
  assert.match(mail.source, /^Message-ID: <notice-1@kakehashi\.example>$/m);
  assert.match(mail.source, /^Date: Mon, 30 Nov 2026 01:00:00 \+0000$/m);
  assert.match(mail.source, /^Content-Type: text\/plain; charset=utf-8$/m);
  assert.match(mail.source, /^Auto-Submitted: auto-generated$/m);
  assert.equal(bodyOf(mail.source).replaceAll("\r\n", "\n"), NOTICE.text);
});

/** The parts of a multipart mail: content type, and content decoded. */
function partsOf(source: string): readonly (readonly [string, string])[] {
  const boundary = /boundary="([^"]+)"/.exec(source)?.[1];
  assert.ok(boundary);
  const parts = source.split(`--${boundary}`).slice(1, -1);
  return parts.map((part) => {
    const [header = "", body = ""] = part.trim().split(/\n\n(.*)/s);
    const type = /^Content-Type: (.*)$/m.exec(header)?.[1] ?? "";
    assert.match(header, /^Content-Transfer-Encoding: base64$/m);
    return [type, new TextDecoder().decode(Uint8Array.fromBase64(body))];
  });
}

Deno.test("an SMTP mail with HTML is multipart/alternative, the text first, both UTF-8 in base64", async () => {
  await using server = await startSmtpServer();
  const html = '<!DOCTYPE html><html lang="ja"><p>完了しました。</p></html>\n';
  await mailerAt(`smtp://127.0.0.1:${server.port}`).send({ ...NOTICE, html });
  const source = server.mails[0]?.source ?? "";
  assert.match(source, /^MIME-Version: 1\.0$/m);
  assert.match(source, /^Content-Type: multipart\/alternative;\s+boundary=/m);
  assert.match(source, /^Auto-Submitted: auto-generated$/m);
  assert.doesNotMatch(source, /^(List-|X-Mailer|Reply-To)/mi);
  assert.ok(source.split("\n").every((line) => line.length <= 78), "lines fold (RFC 5322, 2.1.1)");
  assert.match(source, /^\p{ASCII}*$/u, "fit for servers without 8BITMIME");
  const parts = partsOf(source).map(([type, text]) => [type, text.replaceAll("\r\n", "\n")]);
  assert.deepEqual(parts, [
    ["text/plain; charset=utf-8", NOTICE.text],
    ["text/html; charset=utf-8", html],
  ]);
});

Deno.test("an SMTP mail sent twice has one Message-ID", async () => {
  await using server = await startSmtpServer();
  const mailer = mailerAt(`smtp://127.0.0.1:${server.port}`);
  await mailer.send(NOTICE);
  await mailer.send(NOTICE);
  const ids = server.mails.map((mail) => /^Message-ID: .*$/m.exec(mail.source)?.[0]);
  assert.equal(ids.length, 2);
  assert.equal(new Set(ids).size, 1);
});

Deno.test("the SMTP mailer logs in with the percent-decoded user and password of the URL", async () => {
  await using server = await startSmtpServer();
  await mailerAt(`smtp://us%40er:pa%2Fss@127.0.0.1:${server.port}`).send(NOTICE);
  assert.deepEqual(server.credentials, ["\0us@er\0pa/ss"]);
});

Deno.test("an address or subject with line breaks or commas adds no recipient and no header", async () => {
  await using server = await startSmtpServer();
  const mailer = mailerAt(`smtp://127.0.0.1:${server.port}`);
  const subject = "件名\r\nBcc: eve@evil.example";
  await mailer.send({ ...NOTICE, subject });
  for (
    const to of ["a@mail.example, eve@evil.example", "a@mail.example\r\nRCPT TO:<eve@evil.example>"]
  ) {
    await mailer.send({ ...NOTICE, to }).catch(() => {});
  }
  for (const mail of server.mails) {
    assert.ok(!mail.recipients.includes("eve@evil.example"));
    assert.doesNotMatch(mail.source, /^Bcc:/m);
  }
});

Deno.test("a refused mail is UnavailableError that does not quote the recipient", async () => {
  await using server = await startSmtpServer();
  server.refuse("hanako");
  const sent = mailerAt(`smtp://127.0.0.1:${server.port}`).send(NOTICE);
  const fault = await sent.then(() => undefined, (error: unknown) => error);
  assert.ok(fault instanceof UnavailableError);
  assert.match(fault.message, /550/);
  assert.doesNotMatch(fault.message, /hanako/);
});

Deno.test("a mail server that is down, or offers no TLS when asked for it, is UnavailableError", async () => {
  const server = await startSmtpServer();
  const { port } = server;
  await assert.rejects(mailerAt(`smtps://127.0.0.1:${port}`).send(NOTICE), UnavailableError);
  await server[Symbol.asyncDispose]();
  await assert.rejects(mailerAt(`smtp://127.0.0.1:${port}`).send(NOTICE), UnavailableError);
});

/** A server that never lets a mail go on. */
async function startTricklingServer() {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    const timer = setInterval(() => socket.write("220-wait\r\n"), 5);
    socket.on("close", () => clearInterval(timer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  return {
    server,
    url: new URL(`smtp://127.0.0.1:${address.port}`),
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
}

Deno.test("a server that says a little again and again is given up in time", async () => {
  await using trickling = await startTricklingServer();
  const mailer = createSmtpMailer({ url: trickling.url, from: FROM, timeoutMillis: 50 });
  await assert.rejects(mailer.send(NOTICE), UnavailableError);
});

Deno.test("the SMTP mailer gives up when it is told to", async () => {
  await using trickling = await startTricklingServer();
  const givingUp = new AbortController();
  trickling.server.once("connection", () => givingUp.abort());
  const mailer = createSmtpMailer({ url: trickling.url, from: FROM });
  await assert.rejects(mailer.send(NOTICE, givingUp.signal), UnavailableError);
});
