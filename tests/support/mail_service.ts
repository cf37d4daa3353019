/** A mail service of a test, by the protocol of `docs/mail.md`. */
import { serveBridge } from "./bridge_server.ts";

/** A request as the service got it. */
export interface PostedMail {
  readonly headers: Headers;
  readonly method: string;
  readonly mail: Readonly<Record<string, unknown>>;
}

/** See the head of this file; `await using` stops it. */
export interface TestMailService extends AsyncDisposable {
  readonly url: string;
  /** Everything that was posted, taken or not. */
  readonly posts: readonly PostedMail[];
  /** Waits for the first post. */
  arrived(): Promise<PostedMail>;
  /** How the next requests are answered; 204 at first. */
  answer: () => Response;
  /** Takes the next `count` mails, but drops the connection instead of answering. */
  loseAnswers(count: number): void;
}

/** Starts the service on a free port of 127.0.0.1. */
export async function startMailService(): Promise<TestMailService> {
  const posts: PostedMail[] = [];
  const first = Promise.withResolvers<PostedMail>();
  const bridge = await serveBridge(async (request) => {
    const { headers, method } = request;
    const post = { headers, method, mail: await request.json() };
    posts.push(post);
    first.resolve(post);
    return service.answer();
  });
  const service: TestMailService = {
    url: `${bridge.url}/mails`,
    posts,
    arrived: () => first.promise,
    answer: () => new Response(null, { status: 204 }),
    loseAnswers: bridge.loseAnswers,
    [Symbol.asyncDispose]: bridge.stop,
  };
  return service;
}
