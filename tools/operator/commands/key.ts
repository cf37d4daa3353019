/** `key …`: the gateway's signing keys. */
import {
  OWN_ALGORITHMS,
  replaceSigningKeys,
  rotateSigningKey,
} from "../../../domain/keys/rotate_signing_key.ts";
import { type SigningKey, signingKeyState } from "../../../domain/keys/signing_key.ts";
import { type EpochMillis, formatJst } from "../../../domain/time.ts";
import type { Answer, Call, Command, Entry } from "../command.ts";
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
    run: rotate,
  },
  {
    name: "key replace",
    arguments: [],
    options: { algorithm: "ALG" },
    summary:
      "漏れたおそれのある署名鍵を直ちに取り替え、これまでの署名を無効にする（既定はすべての方式）",
    changes: true,
    run: replace,
  },
];

/** A successor that is announced already is as good as another. */
async function rotate(call: Call): Promise<Answer> {
  const { entries } = await makeKeys(call, rotateSigningKey);
  if (entries.length === 0) throw new Refusal("次の鍵はすでに予告されています");
  return { entries };
}

/** Whatever was not replaced is still valid: that must not look like success. */
async function replace(call: Call): Promise<Answer> {
  const { entries, missed } = await makeKeys(call, replaceSigningKeys);
  if (missed.length === 0) return { entries };
  throw new Refusal(
    `同時にほかで鍵が作られたため、${missed.join("、")} の鍵は取り替えられていません。` +
      "まだ有効です。もう一度実行してください",
  );
}

async function makeKeys({ gateway, options, now }: Call, make: typeof rotateSigningKey) {
  const making = { repository: gateway.stores.signingKeys, factory: gateway.keyFactory };
  const entries: Entry[] = [];
  const missed: string[] = [];
  for (const algorithm of readAlgorithms(options["algorithm"])) {
    const key = await make(making, algorithm, now);
    if (key === undefined) missed.push(algorithm);
    else entries.push(describe(key, now));
  }
  return { entries, missed };
}

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
