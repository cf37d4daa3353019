import { join } from "node:path";
import { EPHEMERAL_SCHEMA } from "../../adapters/libsql/ephemeral_schema.ts";
import { createLibsqlEphemeralStore } from "../../adapters/libsql/ephemeral_store.ts";
import { migrate } from "../../adapters/libsql/migrate.ts";
import { openDatabase } from "../../adapters/libsql/open_database.ts";
import { makeTempDir } from "../support/temp_dir.ts";
import { testEphemeralStore } from "./ephemeral_store_contract.ts";

testEphemeralStore("libSQL in a file", async () => {
  const directory = await makeTempDir();
  const open = async () => {
    const url = `file:${join(directory.path, "ephemeral.db")}`;
    const database = await openDatabase(url, undefined, "NORMAL");
    await migrate(database, EPHEMERAL_SCHEMA);
    return createLibsqlEphemeralStore(database);
  };
  const [store, peer] = await Promise.all([open(), open()]);
  return {
    store,
    peer,
    async [Symbol.asyncDispose]() {
      await Promise.all([store.close(), peer.close()]);
      await directory.remove();
    },
  };
});
