/** What makes a form ours: bound to the browser, the interaction, the screen and the version. */
import type { Vault } from "../../domain/crypto/vault.ts";
import type { InteractionId } from "../../domain/ids.ts";

/** A screen to which a form can be posted. */
export type FormScreen =
  | "account"
  | "customer"
  | "phone"
  | "call"
  | "pin"
  | "consent"
  | "links"
  | "ending"
  | "abort";

/** Where a form goes and what it carries hidden. */
export interface FormTarget {
  readonly action: string;
  readonly version: number;
  readonly token: string;
}

/**
 * The form's defence against forgery: a keyed hash that only a page drawn for this browser, screen
 * and version has. So a form can neither be sent from elsewhere nor to another screen.
 */
export async function formToken(
  vault: Vault,
  form: {
    readonly browserSecret: string;
    readonly id: InteractionId;
    readonly screen: FormScreen;
    readonly version: number;
  },
): Promise<string> {
  const { browserSecret, id, screen, version } = form;
  return await vault.pseudonym("csrf", `${browserSecret}:${id}:${screen}:${version}`);
}

/** Where the forms of a screen go. */
export async function formTarget(
  vault: Vault,
  form: Parameters<typeof formToken>[1],
): Promise<FormTarget> {
  const { id, screen, version } = form;
  return {
    action: `/interaction/${id}/${screen}`,
    version,
    token: await formToken(vault, form),
  };
}
