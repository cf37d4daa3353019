/** An instance that keeps everything in files, by the command and permissions of `docs/deploy/`. */
import assert from "node:assert/strict";
import { openStorage } from "../../composition/storage.ts";
import { loadConfig } from "../../config.ts";
import { createSandboxBank } from "../../sandbox/bank/bank.ts";
import {
  DEPLOYMENT_SECRETS,
  deploymentSettings,
  readCommand,
} from "../support/deployment_settings.ts";
import { ChildProcess, repositoryPath, takeFreePorts } from "../support/gateway_process.ts";
import { startSmtpServer } from "../support/smtp_server.ts";
import { makeTempDir } from "../support/temp_dir.ts";
import { waitFor } from "../support/wait_for.ts";
import { makeConsent } from "../contract/repository_fixture.ts";

Deno.test("an instance with files starts, serves, sends mails, and ends, with the permissions of the documents", async () => {
  await using folder = await makeTempDir();
  await using smtp = await startSmtpServer();
  const [port, bankPort] = takeFreePorts();
  const words = await readCommand("embedded.conf", {
    "%i": String(port),
    "core-banking.example:443": `127.0.0.1:${bankPort}`,
    // By its name, which has to be looked up, as in any real deployment.
    "mail.example:465": `localhost:${smtp.port}`,
    "/opt/kakehashi-cache": await findCache(),
    "/var/lib/kakehashi": folder.path,
  });
  const [command = "", ...flags] = words.slice(0, -1);
  const script = repositoryPath(words.at(-1) ?? "");
  const args = [command, "--config", repositoryPath("deno.json"), ...flags, script];
  const settings = await embeddedSettings({ port, bankPort, folder: folder.path, smtp: smtp.port });
  await queueMail(settings);
  const gateway = new ChildProcess(args, folder.path, settings);
  try {
    await gateway.write("");
    await gateway.line("Kakehashi   issuer");
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    assert.equal(ready.status, 200, await ready.text());
    await waitFor("the mail", () => smtp.mails.length === 1);
    const { code, faults } = await gateway.end("SIGTERM");
    assert.deepEqual([code, faults], [0, ""]);
    const files = await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name);
    assert.ok(files.includes("kakehashi.db"), files.join());
  } finally {
    await gateway.end("SIGKILL");
  }
});

/** A consent whose completion mail has not been sent. */
async function queueMail(settings: Readonly<Record<string, string>>): Promise<void> {
  const { stores } = await openStorage(loadConfig(settings));
  await stores.grants.recordConsent(makeConsent("consent-1"));
  await stores.close();
}

async function embeddedSettings(
  { port, bankPort, folder, smtp }: {
    readonly port: number;
    readonly bankPort: number;
    readonly folder: string;
    readonly smtp: number;
  },
): Promise<Readonly<Record<string, string>>> {
  const nowhere = { url: "http://127.0.0.1", token: "" };
  const bank = await createSandboxBank({ now: Date.now, secret: DEPLOYMENT_SECRETS.bank });
  return {
    ...deploymentSettings({
      redis: nowhere,
      database: nowhere,
      bank: { url: `http://127.0.0.1:${bankPort}`, publicJwk: bank.publicJwk },
      mail: { url: `smtp://localhost:${smtp}` },
    }),
    KAKEHASHI_REDIS_URL: "",
    KAKEHASHI_REDIS_TOKEN: "",
    KAKEHASHI_DATABASE_URL: `file:${folder}/kakehashi.db`,
    KAKEHASHI_DATABASE_TOKEN: "",
    KAKEHASHI_MAIL_TOKEN: "",
    KAKEHASHI_LISTEN: `127.0.0.1:${port}`,
  };
}

/** The folder in which Deno keeps the native module. */
async function findCache(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { denoDir }: { denoDir: string } = JSON.parse(new TextDecoder().decode(stdout));
  return denoDir;
}
