/** `key …`: the gateway's signing keys. */
import { OWN_ALGORITHMS, rotateSigningKey } from "../../../domain/keys/rotate_signing_key.ts";
import { type SigningKey, signingKeyState } from "../../../domain/keys/signing_key.ts";
import { type EpochMillis, formatJst } from "../../../domain/time.ts";
import type { Command, Entry } from "../command.ts";
import { Refusal, UsageError } from "../faults.ts";

/** The commands. */
export const KEY_COMMANDS: readonly Command[] = [
  {
    name: "key list",
    arguments: [],
    options: {},
    summary: "署名鍵の一覧と状態",
    changes: false,
    async run({ gateway, now }) {
      const keys = await gateway.stores.signingKeys.list(now);
      return { entries: keys.map((key) => describe(key, now)) };
    },
  },
  {
    name: "key rotate",
    arguments: [],
    options: { algorithm: "ALG" },
    summary: "次の署名鍵を予告する（公開後に自動で切り替わる。既定はすべての方式）",
    changes: true,
    async run({ gateway, options, now }) {
      const making = { repository: gateway.stores.signingKeys, factory: gateway.keyFactory };
      const entries: Entry[] = [];
      for (const algorithm of readAlgorithms(options["algorithm"])) {
        const key = await rotateSigningKey(making, algorithm, now);
        if (key !== undefined) entries.push(describe(key, now));
      }
      if (entries.length === 0) throw new Refusal("次の鍵はすでに予告されています");
      return { entries };
    },
  },
];

function readAlgorithms(name: string | undefined): typeof OWN_ALGORITHMS {
  if (name === undefined) return OWN_ALGORITHMS;
  const chosen = OWN_ALGORITHMS.filter((algorithm) => algorithm === name);
  if (chosen.length > 0) return chosen;
  throw new UsageError(`署名方式は ${OWN_ALGORITHMS.join(", ")} のいずれかです`);
}

function describe(key: SigningKey, now: EpochMillis): Entry {
  const format = (at: EpochMillis | undefined) => at === undefined ? undefined : formatJst(at);
  return {
    id: key.kid,
    algorithm: key.algorithm,
    state: signingKeyState(key, now),
    createdAt: format(key.createdAt),
    signsFrom: format(key.signsFrom),
    retiresAt: format(key.retiresAt),
    goneAt: format(key.goneAt),
  };
}
