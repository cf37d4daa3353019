/**
 * Deliberately broken gateways: an attack is first shown to succeed where one guarantee is missing,
 * so that its test can fail.
 */
import type {
  EphemeralStore,
  Operation,
  ResultsOf,
  RunContext,
} from "../../domain/store/ephemeral_store.ts";
import type { OAuthDependencies } from "../../routes/oauth/dependencies.ts";
import { type ProtocolServer, startProtocol } from "./protocol_server.ts";

/** Makes an operation into one that lacks a guarantee. */
export type Breaking = (operation: Operation) => Operation;

/** The store, with operations carried out otherwise than was asked. */
export function breakStore(
  store: Pick<EphemeralStore, "run">,
  breaking: Breaking,
): Pick<EphemeralStore, "run"> {
  return {
    run: async <const Operations extends readonly Operation[]>(
      context: RunContext,
      operations: Operations,
    ) => await store.run(context, operations.map(breaking)) as ResultsOf<Operations>,
  };
}

/** The protocol's endpoints on a broken store. */
export async function startBrokenProtocol(
  breaking: Breaking,
  overrides: Partial<OAuthDependencies> = {},
): Promise<ProtocolServer> {
  const opened = Promise.withResolvers<ProtocolServer>();
  const late: Pick<EphemeralStore, "run"> = {
    run: async (context, operations) =>
      await (await opened.promise).stores.ephemeral.run(context, operations),
  };
  const unused = () => Promise.reject(new Error("requests only run operations"));
  const store: EphemeralStore = {
    ...breakStore(late, breaking),
    readQueue: unused,
    removeFromQueue: unused,
    list: unused,
    sweep: unused,
    ping: unused,
    close: () => Promise.resolve(),
  };
  const server = await startProtocol({ ...overrides, store });
  opened.resolve(server);
  return server;
}

let forgotten = 0;

/** A store that forgets what was claimed: there is no replay protection. */
export function forgetClaims(operation: Operation): Operation {
  if (operation.verb !== "claimOnce") return operation;
  return { ...operation, at: `${operation.at}:${forgotten++}` };
}

/** A store where a code can be redeemed again and again. */
export function forgetRedemptions(operation: Operation): Operation {
  return operation.verb === "redeem" ? { verb: "require", at: operation.at } : operation;
}

/** A store that counts nothing against a limit. */
export function forgetTries(operation: Operation): Operation {
  if (operation.verb === "reserve") return { ...operation, capacity: 1000 };
  return operation.verb === "hit" ? { ...operation, limit: 1000 } : operation;
}
