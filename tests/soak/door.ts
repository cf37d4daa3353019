/**
 * The way of all clients to the gateway: each request goes to the next instance, and each answer is
 * judged. Now and then what was answered is sent once more, as somebody would who overheard it.
 */
import { decodeJwt } from "jose";
import { type Answer, isDone, type Kind, kindOf, saysTryAgain, saysUsed } from "./answers.ts";
import type { Dice } from "./dice.ts";
import type { Evidence, Outcome } from "./evidence.ts";
import type { Fleet } from "./fleet.ts";

/** No answer: the instance was down, or was killed before. */
export class ConnectionLost extends Error {}

/** A request that can be sent any number of times. */
interface Letter {
  readonly kind: Kind;
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
  /** What may be used once: the ids of assertion and proof, and the code. */
  readonly onceOnly: readonly string[];
  /** What works only as long as its grant: tokens. */
  readonly tokens: readonly string[];
}

/** A share of what is done once is tried once more. */
const REPLAY_SHARE = 0.05;
/** Nobody may be kept waiting longer: twice the time-outs for the bank and both stores. */
const PATIENCE_MILLIS = 20_000;
const CODE_MILLIS = 60_000;

/** See the head of this file. */
export class Door {
  /** Tokens whose grant may have been ended, or whose code may have been used twice. */
  readonly mayBeOver = new Set<string>();
  readonly #uses = new Map<string, { readonly since: number; sent: number; done: number }>();
  readonly #unsureVisits = new Set<string>();

  constructor(
    private readonly fleet: Fleet,
    private readonly evidence: Evidence,
    private readonly dice: Dice,
  ) {}

  /** Sends a request; throws {@link ConnectionLost}. */
  readonly fetch = async (request: Request): Promise<Response> => {
    const letter = await read(request);
    const answer = await this.#send(letter);
    const isUsed = isDone(letter.kind, answer) && letter.onceOnly.length > 0;
    if (isUsed && this.dice.chance(REPLAY_SHARE)) {
      this.evidence.count("replays");
      await this.#send(letter).catch((error) => {
        if (!(error instanceof ConnectionLost)) throw error;
      });
    }
    const { status, headers, text } = answer;
    return new Response(text === "" ? null : text, { status, headers });
  };

  async #send(letter: Letter): Promise<Answer> {
    const begun = performance.now();
    for (const use of letter.onceOnly) this.#countSent(use);
    const result = await this.#exchange(letter);
    const outcome = typeof result === "string" ? "connection lost" : this.#judge(letter, result);
    const millis = performance.now() - begun;
    if (outcome !== undefined) this.evidence.note(letter.kind, outcome, millis);
    const isSure = outcome === "done" || outcome === "refused";
    if (!isSure && letter.path.startsWith("/authorize")) this.#unsureVisits.add(letter.path);
    if (typeof result === "string") throw new ConnectionLost(result);
    return result;
  }

  /** The answer, or why there was none. */
  async #exchange({ method, path, headers, body }: Letter): Promise<Answer | string> {
    const instance = this.fleet.next();
    const { origin, life } = instance;
    if (origin === undefined) return "down";
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), PATIENCE_MILLIS);
    try {
      const response = await fetch(new URL(path, origin), {
        method,
        headers,
        redirect: "manual",
        signal: waiting.signal,
        ...(body !== "" && { body }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      if (instance.life === life) {
        this.evidence.accuse(`${method} ${path}: ${error} of an instance that was up`);
      }
      return "killed";
    } finally {
      clearTimeout(timer);
    }
  }

  #judge(letter: Letter, answer: Answer): Outcome | undefined {
    const { kind } = letter;
    if (isDone(kind, answer)) {
      for (const use of letter.onceOnly) this.#countDone(letter, use);
      return "done";
    }
    if (saysTryAgain(kind, answer)) return "try again";
    if (saysUsed(kind, answer) && this.#mayRefuse(letter)) return "refused";
    const { status, text } = answer;
    this.evidence.accuse(`${letter.method} ${letter.path}: ${status} ${text.slice(0, 300)}`);
    return undefined;
  }

  #countSent(use: string): void {
    const uses = this.#uses.get(use) ?? { since: Date.now(), sent: 0, done: 0 };
    uses.sent += 1;
    this.#uses.set(use, uses);
  }

  #countDone({ path }: Letter, use: string): void {
    const uses = this.#uses.get(use);
    if (uses === undefined) return;
    uses.done += 1;
    if (uses.done === 1) return;
    this.evidence.count("double uses");
    this.evidence.accuse(`${path}: ${use} was used twice`);
  }

  #mayRefuse({ path, onceOnly, tokens }: Letter): boolean {
    const isSecondUse = onceOnly.some((use) => {
      const { sent = 0, since = 0 } = this.#uses.get(use) ?? {};
      return sent > 1 || (use.startsWith("code ") && Date.now() - since >= CODE_MILLIS);
    });
    const isOver = tokens.some((token) => this.mayBeOver.has(token));
    return isSecondUse || isOver || this.#unsureVisits.has(path);
  }
}

async function read(request: Request): Promise<Letter> {
  const { method, headers } = request;
  const { pathname, search } = new URL(request.url);
  const body = await request.text();
  const form = new URLSearchParams(body);
  const proof = headers.get("dpop");
  const kind = kindOf(pathname);
  const isForm = kind === "par" || kind === "token" || kind === "revoke";
  const assertion = isForm ? form.get("client_assertion") : null;
  const code = isForm ? form.get("code") : null;
  const accessToken = headers.get("authorization")?.replace(/^DPoP /, "");
  return {
    kind,
    method,
    path: pathname + search,
    headers,
    body,
    onceOnly: [
      ...(assertion === null ? [] : [`assertion ${decodeJwt(assertion).jti}`]),
      ...(proof === null ? [] : [`proof ${decodeJwt(proof).jti}`]),
      ...(code === null ? [] : [`code ${code}`]),
    ],
    tokens: [accessToken, isForm ? form.get("refresh_token") : null].filter((token) =>
      typeof token === "string"
    ),
  };
}
