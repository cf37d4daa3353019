/** What the demo app remembers of a visitor, in memory. */
import type { AuthorizationServer, CryptoKeyPair } from "oauth4webapi";
import type { WireStep } from "./wire.ts";

const MAX_SESSIONS = 200;
const MAX_STEPS = 40;

/** A connection attempt whose answer is awaited. */
export interface PendingConnection {
  readonly server: AuthorizationServer;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** A connection. */
export interface Connection {
  readonly server: AuthorizationServer;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly scope: string;
}

/** A visitor. */
export class DemoSession {
  pending: PendingConnection | undefined;
  connection: Connection | undefined;
  #steps: readonly WireStep[] = [];
  #message: string | undefined;

  constructor(readonly id: string, readonly dpopKeys: CryptoKeyPair) {}

  /** The last steps, oldest first. */
  get steps(): readonly WireStep[] {
    return this.#steps;
  }

  /** Notes what went over the wire. */
  readonly record = (step: WireStep): void => {
    this.#steps = [...this.#steps, step].slice(-MAX_STEPS);
  };

  /** Leaves a message for the next page. */
  say(message: string): void {
    this.#message = message;
  }

  /** Takes the message for this page. */
  takeMessage(): string | undefined {
    const message = this.#message;
    this.#message = undefined;
    return message;
  }
}

/** All visitors; the oldest is forgotten when there are too many. */
export class DemoSessions {
  readonly #sessions = new Map<string, DemoSession>();

  find(id: string | undefined): DemoSession | undefined {
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  add(session: DemoSession): void {
    this.#sessions.set(session.id, session);
    for (const id of this.#sessions.keys()) {
      if (this.#sessions.size <= MAX_SESSIONS) return;
      this.#sessions.delete(id);
    }
  }
}
