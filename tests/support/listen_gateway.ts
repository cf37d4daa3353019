import { type Fetch, listen } from "../../adapters/http/listener.ts";
import { openTestGateway, type TestGateway, type TestGatewayOptions } from "./gateway.ts";

/** Browsers are closed before, so there is nothing to wait for. */
const GRACE_MILLIS = 5000;

/** A gateway and its sandbox that real browsers can reach; `await using` ends both. */
export interface ListeningGateway extends TestGateway {
  /** Where the sandbox's pages are. */
  readonly sandboxUrl: string;
}

/**
 * Opens a gateway that listens on free ports of 127.0.0.1 and is called `localhost`. Calls are placed
 * by hand unless the settings say otherwise.
 */
export async function listenGateway(options: TestGatewayOptions = {}): Promise<ListeningGateway> {
  const [front, side] = [await openDoor(), await openDoor()];
  const closeDoors = () => Promise.all([front.close(), side.close()]);
  try {
    const test = await openTestGateway({
      ...options,
      settings: {
        KAKEHASHI_ISSUER: front.url,
        KAKEHASHI_LISTEN: front.address,
        KAKEHASHI_SANDBOX_LISTEN: side.address,
        KAKEHASHI_SANDBOX_CALLS: "manual",
        ...options.settings,
      },
    });
    const { fetch, sandbox } = test.gateway;
    front.answerWith(fetch);
    if (sandbox !== undefined) side.answerWith((request) => sandbox.pages.fetch(request));
    const dispose = async () => {
      await closeDoors();
      await test[Symbol.asyncDispose]();
    };
    return { ...test, sandboxUrl: side.url, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await closeDoors();
    throw error;
  }
}

/** Listens before it is known who answers, because the configuration names the port. */
async function openDoor() {
  let answer: Fetch = () => new Response(null, { status: 503 });
  const listener = await listen((request, connection) => answer(request, connection), {
    hostname: "127.0.0.1",
    port: 0,
  });
  return {
    address: `127.0.0.1:${listener.port}`,
    url: `http://localhost:${listener.port}`,
    answerWith: (fetch: Fetch) => void (answer = fetch),
    close: () => listener.close(GRACE_MILLIS),
  };
}
