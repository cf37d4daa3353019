/** What the app does with the code and the tokens. */
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import type { Tokens } from "../support/app.ts";
import type { Dice } from "./dice.ts";
import type { Ended, Walk } from "./walk.ts";
import { persist, TryAgain, type World } from "./world.ts";

const REUSE_SHARE = 0.15;
const REVOKE_SHARE = 0.25;

/** Exchanges the code, reads the account, refreshes, and ends some of the links. */
export async function useLink(world: World, walk: Walk, dice: Dice): Promise<void> {
  const { back } = walk;
  if (back === undefined) return;
  const tokens = await exchange(world, walk, dice, back);
  if (tokens === undefined) return;
  walk.tokens = tokens;
  await readAll(world, tokens, dice);
  walk.tokens = await persist(world, dice, () => world.app.refresh(tokens.refreshToken));
  await read(world, walk.tokens, dice, "/accounts");
  if (dice.chance(REUSE_SHARE)) await reuseCode(world, walk, walk.tokens, dice, back);
  else if (dice.chance(REVOKE_SHARE)) await revoke(world, walk, walk.tokens, dice);
}

/** Undefined when a request that was not answered had used the code up, which ends the link. */
async function exchange(
  world: World,
  walk: Walk,
  dice: Dice,
  back: URL,
): Promise<Tokens | undefined> {
  let failure: unknown;
  const finish = () =>
    world.app.finish(walk.pending, back).catch((error) => {
      if (!isRefusal(error)) failure = error;
      throw error;
    });
  try {
    return await persist(world, dice, finish);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const was = failure instanceof TryAgain ? "after a 503" : "after a lost connection";
    world.evidence.count(`codes used up ${was}`);
    walk.mayBeEnded = true;
    return undefined;
  }
}

/** Everything that an app shows of an account. */
async function readAll(world: World, tokens: Tokens, dice: Dice): Promise<void> {
  const { accounts: [account] } = await read(world, tokens, dice, "/accounts");
  const { transactions } = await read(
    world,
    tokens,
    dice,
    `/accounts/${account.accountId}/transactions?limit=20`,
  );
  if (transactions.length === 0) world.evidence.accuse("an account without its transactions");
}

async function read(world: World, tokens: Tokens, dice: Dice, path: string) {
  return await persist(world, dice, async () => {
    const response = await world.app.call(tokens.accessToken, path);
    return await response.json();
  });
}

/** A code that brought tokens brings none again; its second use ends the link. */
async function reuseCode(
  world: World,
  walk: Walk,
  tokens: Tokens,
  dice: Dice,
  back: URL,
): Promise<void> {
  world.evidence.count("codes used again");
  expectEnd(world, walk, tokens);
  await assertRefused(persist(world, dice, () => world.app.finish(walk.pending, back)));
  await checkEnd(world, walk, tokens, dice, "code_reuse");
}

async function revoke(world: World, walk: Walk, tokens: Tokens, dice: Dice): Promise<void> {
  expectEnd(world, walk, tokens);
  await persist(world, dice, () => world.app.revoke(tokens.refreshToken));
  await checkEnd(world, walk, tokens, dice, "revoked_by_app");
}

function expectEnd({ door }: World, walk: Walk, tokens: Tokens): void {
  walk.mayBeEnded = true;
  door.mayBeOver.add(tokens.accessToken);
  door.mayBeOver.add(tokens.refreshToken);
}

/** From the acknowledged end on, at whichever instance, nothing works any more. */
async function checkEnd(
  world: World,
  walk: Walk,
  tokens: Tokens,
  dice: Dice,
  ended: Ended,
): Promise<void> {
  walk.ended = ended;
  await assertRefused(persist(world, dice, () => world.app.refresh(tokens.refreshToken)));
  await assertRefused(read(world, tokens, dice, "/accounts"));
}

async function assertRefused(promised: Promise<unknown>): Promise<void> {
  await assert.rejects(promised, isRefusal);
}

function isRefusal(error: unknown): boolean {
  if (error instanceof oauth.WWWAuthenticateChallengeError) return error.status === 401;
  return error instanceof oauth.ResponseBodyError && error.error === "invalid_grant";
}
