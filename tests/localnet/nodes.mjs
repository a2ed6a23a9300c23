// The nodes of one chain: the first, and those that a test opens beside it to be late, frozen or of another
// chain. Each has a port, faults, counts and a websocket of its own.
import { viewOf } from './chain/view.mjs';
import { controlMethods } from './control/control.mjs';
import { Counts, Faults } from './control/faults.mjs';
import { historyMethods } from './rpc/history.mjs';
import { serve } from './rpc/http.mjs';
import { accountMethods, clusterMethods } from './rpc/reads.mjs';
import { sendMethods } from './rpc/sends.mjs';
import { Sockets } from './rpc/sockets.mjs';

export class Nodes {
  constructor(ledger) {
    this.ledger = ledger;
    this.list = [];
    this.first = this.make(ledger);
  }

  make(ledger) {
    const faults = new Faults();
    const counts = new Counts();
    const sockets = new Sockets(ledger);
    const sending = sendMethods(ledger, faults);
    // The faucet is the first node's.
    if (this.first) sending.requestAirdrop = this.first.methods.requestAirdrop;
    const methods = {
      ...clusterMethods(ledger),
      ...accountMethods(ledger),
      ...sending,
      ...historyMethods(ledger),
      ...controlMethods({ ledger: this.ledger, faults, counts, sockets, nodes: this }),
    };
    const server = serve({ methods, faults, counts, afterCall: () => this.settle() });
    sockets.attach(server);
    const node = { ledger, methods, faults, sockets, server };
    this.list.push(node);
    return node;
  }

  /** What one call changed, all nodes may have to tell their listeners. */
  settle() {
    for (const { sockets } of this.list) sockets.settle();
  }

  /** Another node of this chain. Answers its port. */
  async open() {
    const node = this.make(viewOf(this.ledger));
    await new Promise((resolve, reject) => {
      node.server.once('error', reject);
      node.server.listen(0, '127.0.0.1', resolve);
    });
    return node.server.address().port;
  }

  /** The node that a test opened, or null; the first one sees what there is and can't be changed. */
  at(port) {
    return this.list.find((node) => node !== this.first && node.server.address()?.port === port) ?? null;
  }

  close(node) {
    this.list.splice(this.list.indexOf(node), 1);
    node.sockets.drop();
    node.faults.clear();
    node.server.close();
    node.server.closeAllConnections();
  }
}
