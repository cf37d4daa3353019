import { EPHEMERAL_SCHEMA } from "../../adapters/libsql/ephemeral_schema.ts";
import { createLibsqlEphemeralStore } from "../../adapters/libsql/ephemeral_store.ts";
import { migrate } from "../../adapters/libsql/migrate.ts";
import { openDatabase } from "../../adapters/libsql/open_database.ts";
import { startHrana } from "../support/hrana_bridge.ts";
import { testEphemeralStore } from "./ephemeral_store_contract.ts";

testEphemeralStore("libSQL over Hrana", async () => {
  const server = await startHrana();
  const open = async () => {
    const database = await openDatabase(server.url, server.token, "NORMAL");
    await migrate(database, EPHEMERAL_SCHEMA);
    return createLibsqlEphemeralStore(database);
  };
  const [store, peer] = await Promise.all([open(), open()]);
  return {
    store,
    peer,
    async [Symbol.asyncDispose]() {
      await Promise.all([store.close(), peer.close()]);
      await server.stop();
    },
  };
});
