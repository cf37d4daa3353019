/**
 * The fictitious neighbours with a face: demo app, phone and mailbox. They know the gateway by its
 * public interfaces only.
 */
import { Hono } from "hono";
import { demoClientDocument } from "./demo_app/client_document.ts";
import type { DemoKey } from "./demo_app/demo_key.ts";
import { createDemoRoutes } from "./demo_app/demo_routes.tsx";
import { HomePage } from "./home/home_page.tsx";
import { Mailbox } from "./mailbox/mailbox.ts";
import { createMailboxRoutes } from "./mailbox/mailbox_routes.tsx";
import { type CallOrder, type CallOutcome, Phone } from "./phone/phone.ts";
import { createPhoneRoutes } from "./phone/phone_routes.tsx";
import { guard } from "./web/guard.ts";
import { Notice, Page } from "./web/layout.tsx";
import { render } from "./web/render.ts";
import style from "./web/style.css" with { type: "text" };

const NO_ICON = '<svg xmlns="http://www.w3.org/2000/svg" />';

/** What the sandbox is made of. */
export interface SandboxOptions {
  /** The gateway's issuer. */
  readonly issuer: string;
  /** Where the sandbox's own pages are, for example `http://localhost:8001`. */
  readonly publicUrl: string;
  /** The secret with which telephony events are signed. */
  readonly telephonySecret: string;
  /** The pool of numbers that customers call, digits as dialled within Japan. */
  readonly destinationNumbers: readonly string[];
  /** The demo app's key: `loadDemoKey()` or `makeDemoKey()`. */
  readonly demoKey: DemoKey;
  /** Reaches the gateway. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** The present time in epoch milliseconds. */
  readonly now: () => number;
  /** CSS that comes before the sandbox's own: colours and what all pages of the house share. */
  readonly houseStyle?: string;
  /** The mark of the house, an SVG. */
  readonly icon?: string;
}

/** The sandbox. */
export interface Sandbox {
  /** Answers requests for its pages. */
  fetch(request: Request): Promise<Response>;
  /** Places a call, as the phone's page does. */
  placeCall(order: CallOrder): Promise<CallOutcome>;
  /** The demo app's registration (RFC 7591 names). */
  readonly demoClientDocument: Record<string, unknown>;
  /** Where the mailbox takes mails. */
  readonly mailboxUrl: string;
}

/** Puts the sandbox together. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const publicUrl = new URL(options.publicUrl);
  const mailbox = new Mailbox();
  const phone = new Phone({ ...options, secret: options.telephonySecret });
  const routes = new Hono();
  routes.use(guard({ publicUrl, issuer: options.issuer }));
  routes.get("/", (context) => render(context, <HomePage {...options} />));
  routes.get("/sandbox.css", (context) => {
    const styles = `${options.houseStyle ?? ""}\n${style}`;
    return context.body(styles, 200, { "Content-Type": "text/css; charset=utf-8" });
  });
  routes.get("/icon.svg", (context) => {
    return context.body(options.icon ?? NO_ICON, 200, { "Content-Type": "image/svg+xml" });
  });
  routes.route("/phone", createPhoneRoutes(phone));
  routes.route("/mailbox", createMailboxRoutes(mailbox));
  routes.route("/", createDemoRoutes({ ...options, publicUrl, key: options.demoKey }));
  routes.notFound((context) => render(context, <MissingPage />, 404));
  return {
    fetch: async (request) => await routes.fetch(request),
    placeCall: (order) => phone.placeCall(order),
    demoClientDocument: demoClientDocument(publicUrl, options.demoKey),
    mailboxUrl: new URL("/mailbox/messages", publicUrl).href,
  };
}

function MissingPage() {
  return (
    <Page title="ページがありません" place="">
      <Notice kind="bad">アドレスをお確かめください。</Notice>
      <p>
        <a class="button quiet" href="/">はじめのページへ</a>
      </p>
    </Page>
  );
}
