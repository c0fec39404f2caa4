// Prints as many free TCP ports of loopback as asked, held open together so that they differ.
import { createServer } from "node:net";

const count = Number(process.argv[2]);
const servers = await Promise.all(
  Array.from(
    { length: count },
    () => new Promise((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
    }),
  ),
);
for (const server of servers) console.log(server.address().port);
for (const server of servers) server.close();
