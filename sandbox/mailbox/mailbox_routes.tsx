/** The mailbox's pages, and the endpoint that takes mails. */
import { Hono } from "hono";
import { formatTime, Notice, Page } from "../web/layout.tsx";
import { render } from "../web/render.ts";
import { type Mail, type Mailbox, parseMail } from "./mailbox.ts";

/** What a mail may do in its frame: show its own inline style, and nothing else. */
const MAIL_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** Routes below `/mailbox`. */
export function createMailboxRoutes(mailbox: Mailbox): Hono {
  const routes = new Hono();
  routes.get("/", (context) => render(context, <ListPage mails={mailbox.mails} />));
  routes.post("/messages", async (context) => {
    // A page of another site can post text to us, but no JSON without asking first.
    if (context.req.header("Content-Type") !== "application/json") {
      return context.text("application/json only", 415);
    }
    const mail = parseMail(await context.req.json().catch(() => undefined));
    if (mail === undefined) return context.text("not a mail", 400);
    mailbox.put(mail);
    return context.body(null, 204);
  });
  routes.get("/:id", (context) => {
    const mail = mailbox.find(context.req.param("id"));
    if (mail === undefined) return render(context, <MissingPage />, 404);
    return render(context, <MailPage mail={mail} />);
  });
  routes.get("/:id/html", (context) => {
    const html = mailbox.find(context.req.param("id"))?.html;
    if (html === undefined) return render(context, <MissingPage />, 404);
    return context.html(html, 200, { "Content-Security-Policy": MAIL_POLICY });
  });
  return routes;
}

function ListPage({ mails }: { readonly mails: readonly Mail[] }) {
  return (
    <Page title="メール" place="/mailbox">
      {mails.length === 0
        ? (
          <p class="card">
            まだメールはありません。連携が完了すると、お知らせのメールがここに届きます。
          </p>
        )
        : (
          <ul id="mails" class="card mails">
            {mails.map((mail) => (
              <li>
                <a href={`/mailbox/${encodeURIComponent(mail.id)}`}>{mail.subject}</a>
                <p class="soft">{`${formatTime(mail.createdAt)}　${mail.to}`}</p>
              </li>
            ))}
          </ul>
        )}
    </Page>
  );
}

function MailPage({ mail }: { readonly mail: Mail }) {
  return (
    <Page title={mail.subject} place="/mailbox">
      <section class="card" aria-label="宛名">
        <dl>
          <div>
            <dt>差出人</dt>
            <dd>{mail.from}</dd>
          </div>
          <div>
            <dt>宛先</dt>
            <dd>{mail.to}</dd>
          </div>
          <div>
            <dt>日時</dt>
            <dd>{formatTime(mail.createdAt)}</dd>
          </div>
        </dl>
      </section>
      <div class="forms">
        <section>
          <h2>見た目</h2>
          <Letter mail={mail} />
        </section>
        <section>
          <h2>テキスト</h2>
          <pre id="source">{sourceOf(mail)}</pre>
        </section>
      </div>
      <BackToList />
    </Page>
  );
}

/** The mail as it looks; as a document of its own, which can reach nothing of the page. */
function Letter({ mail }: { readonly mail: Mail }) {
  if (mail.html === undefined) return <p class="letter">{mail.text}</p>;
  return (
    <iframe
      class="letter"
      title="メールの表示"
      src={`/mailbox/${encodeURIComponent(mail.id)}/html`}
      sandbox=""
    />
  );
}

function MissingPage() {
  return (
    <Page title="メール" place="/mailbox">
      <Notice kind="bad">このメールは残っていません。</Notice>
      <BackToList />
    </Page>
  );
}

function BackToList() {
  return (
    <p>
      <a class="button quiet" href="/mailbox">一覧へ戻る</a>
    </p>
  );
}

function sourceOf(mail: Mail): string {
  return [
    `From: ${mail.from}`,
    `To: ${mail.to}`,
    `Date: ${new Date(mail.createdAt).toUTCString()}`,
    `Message-ID: <${mail.id}@${mail.from.slice(mail.from.lastIndexOf("@") + 1)}>`,
    `Subject: ${mail.subject}`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    mail.text,
  ].join("\n");
}
