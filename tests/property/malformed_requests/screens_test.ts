import fc from "fast-check";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { interactionKey, requestKey } from "../../../domain/authorization/open_interaction.ts";
import { serialisePushedRequest } from "../../../domain/authorization/pushed_request.ts";
import {
  interactionIdOf,
  newRequestUri,
  randomSecret,
  sha256Base64Url,
} from "../../../domain/ids.ts";
import { EMPTY_CUSTOMER_FORM } from "../../../domain/interaction/forms.ts";
import { FIRST_STATE, type OpenState } from "../../../domain/interaction/interaction.ts";
import {
  recordExpiry,
  referencesOf,
  sealInteraction,
} from "../../../domain/interaction/interaction_record.ts";
import { type FormScreen, formToken } from "../../../routes/screens/form_token.ts";
import { HANAKO } from "../../support/gateway.ts";
import { ACCOUNT, REDIRECT_URI, type TestApp } from "./app.ts";
import { type Draft, type Field, formDraft } from "./draft.ts";
import { fieldMutations } from "./field_mutations.ts";
import { encodingMutations, httpMutations } from "./http_mutations.ts";
import { judgeScreen } from "./oracle.ts";
import { refuseThousands } from "./refuse.ts";

const HOLDER = {
  name: "ﾃﾞ-ﾀ ﾊﾅｺ",
  dateOfBirth: "1964-04-01",
  phoneNumber: "09000003333",
  email: "hanako@mail.example",
};

/** A screen, the state in which it is shown, and its form. */
interface Screen {
  readonly screen: FormScreen;
  readonly state: (now: number) => OpenState;
  readonly fields: readonly Field[];
}

const known = { account: ACCOUNT, holder: HOLDER };
const call = (now: number) => ({ destination: "0120000111", from: now, until: now + 120_000 });

const SCREENS: readonly Screen[] = [
  {
    screen: "account",
    state: () => FIRST_STATE,
    fields: [...Object.entries(HANAKO.account), ["accountType", "1"]],
  },
  {
    screen: "customer",
    state: () => ({ kind: "customer", account: ACCOUNT, form: EMPTY_CUSTOMER_FORM }),
    fields: Object.entries(HANAKO.customer),
  },
  { screen: "phone", state: () => ({ kind: "phone", ...known }), fields: [] },
  { screen: "call", state: (now) => ({ kind: "call", ...known, call: call(now) }), fields: [] },
  { screen: "pin", state: () => ({ kind: "pin", ...known }), fields: [["pin", HANAKO.pin]] },
  {
    screen: "consent",
    state: (now) => ({ kind: "consent", ...known, authenticatedAt: now }),
    fields: [["agree", "yes"]],
  },
  { screen: "abort", state: () => ({ kind: "pin", ...known }), fields: [] },
];

Deno.test("the screens refuse ten thousand malformed forms with a page, and nothing goes on or is stored", async () => {
  await refuseThousands((app) => ({
    variants: SCREENS.map((screen) => ({
      isRight: true,
      make: () => makeForm(app, screen),
    })),
    // What is typed wrongly is taken, and said on the screen: tests/property/input_test.ts.
    mutations: fc.oneof(
      { weight: 8, arbitrary: fieldMutations({ list: "form", names: ["csrf", "step"] }) },
      { weight: 3, arbitrary: fieldMutations({ list: "headers", names: ["Cookie"] }) },
      { weight: 1, arbitrary: encodingMutations },
      { weight: 1, arbitrary: httpMutations },
    ),
    judge: judgeScreen,
  }));
});

/** Brings an interaction to a screen and fills in its form. */
async function makeForm(
  { target: { clock, vault, store }, client }: TestApp,
  { screen, state, fields }: Screen,
): Promise<Draft> {
  const now = clock.now();
  const id = await interactionIdOf(newRequestUri(systemRandom));
  const browserSecret = randomSecret(systemRandom);
  const browserSecretHash = await sha256Base64Url(browserSecret);
  const expiresAt = now + 900_000;
  const interaction = { clientId: client.id, browserSecretHash, expiresAt, state: state(now) };
  const request = serialisePushedRequest({
    clientId: client.id,
    redirectUri: REDIRECT_URI,
    scopes: ["accounts"],
    codeChallenge: "c".repeat(43),
    responseMode: "query",
    mayInteract: true,
    createdAt: now,
  });
  await store({ verb: "put", at: requestKey(id), value: request, expiresAt }, {
    verb: "put",
    at: interactionKey(id),
    value: await sealInteraction(vault, id, interaction),
    refs: await referencesOf(vault, id, interaction),
    expiresAt: recordExpiry(interaction),
  });
  const csrf = await formToken(vault, { browserSecret, id, screen, version: 1 });
  const cookie: Field = ["Cookie", `__Host-kakehashi-${id.slice(0, 16)}=${browserSecret}`];
  const form: readonly Field[] = [["csrf", csrf], ["step", "1"], ...fields];
  return formDraft(`/interaction/${id}/${screen}`, form, [cookie]);
}
