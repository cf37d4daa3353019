/** The files of a run: keys that are kept, configurations that are handed on. */
import type { ConfiguredPlan } from "./configuration.ts";
import type { ClientDocument } from "./client_documents.ts";
import { makeMaterial, type Material, parseMaterial } from "./material.ts";

const KEYS = "keys.json";
/** In the folder of keys: for `KAKEHASHI_CLIENT_CA`. */
export const AUTHORITY = "ca.pem";

/** Reads the keys that are kept in a folder; makes and keeps some when there are none. */
export async function openMaterial(folder: string, now: number): Promise<Material> {
  const path = `${folder}/${KEYS}`;
  const text = await readIfThere(path);
  if (text !== undefined) {
    try {
      return parseMaterial(text, now);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${path}: ${reason}. Remove it to have new keys made.`);
    }
  }
  const material = await makeMaterial(now);
  await writePrivately(folder, KEYS, JSON.stringify(material));
  await writePrivately(folder, AUTHORITY, material.authority);
  return material;
}

/** Everything about the plans that is handed to the suite and the gateway. */
export interface Handout {
  readonly plans: readonly ConfiguredPlan[];
  readonly clients: readonly ClientDocument[];
}

/** Writes each plan, its configuration alone, and each registration as a file. */
export async function writeHandout(folder: string, { plans, clients }: Handout): Promise<void> {
  const write = (name: string, value: unknown) =>
    writePrivately(folder, `${name}.json`, `${JSON.stringify(value, null, 2)}\n`);
  for (const { id, configuration } of plans) await write(id, configuration);
  for (const client of clients) await write(client.client_id, client);
  await write("plans", plans.map(({ configuration: _, ...plan }) => plan));
}

/** Nobody else reads it: test clients' keys open what is registered for them. */
async function writePrivately(folder: string, name: string, text: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o600 });
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
