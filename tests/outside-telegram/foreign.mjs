// telegram-test-api as a server of its own: somebody else's idea of the Bot API. It ends when its input does.
//   node foreign.mjs <port>
import TelegramServer from "telegram-test-api";

const port = Number(process.argv[2]);
const server = new TelegramServer({ port, host: "127.0.0.1", storeTimeout: 3600 });
await server.start();
console.log("listening");
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
