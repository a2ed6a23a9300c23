// What goes wrong on purpose: faults by method, dropped sends, processes killed between doing and answering.

export const kinds = [
  '429',
  '500',
  '503html',
  'hang',
  'cut',
  'answerLost',
  'garbage',
  'slow',
  'rpcError',
  'null',
];

/** Which of the queued entries takes this call: the first that fits, once its `after` calls have gone by. */
function takeFrom(queue, method) {
  for (const entry of queue) {
    if (entry.method !== '*' && entry.method !== method) continue;
    if (entry.after > 0) {
      entry.after--;
      continue;
    }
    if (entry.count !== null && --entry.count === 0) queue.splice(queue.indexOf(entry), 1);
    return entry;
  }
  return null;
}

export class Faults {
  constructor() {
    this.queue = [];
    this.hooks = [];
    this.kills = [];
    this.dropsLeft = 0;
    this.hanging = new Set();
  }

  takeFault(method) {
    return takeFrom(this.queue, method);
  }

  takeHook(method) {
    return takeFrom(this.hooks, method);
  }

  /** Whether this send gets lost on its way: it is answered like any other. */
  takeDrop() {
    if (this.dropsLeft === 0) return false;
    this.dropsLeft--;
    return true;
  }

  /** Calls that hang are cut, so that nobody waits for a fault that is over. */
  clear() {
    this.queue = [];
    this.hooks = [];
    this.dropsLeft = 0;
    for (const socket of this.hanging) socket.destroy();
    this.hanging.clear();
  }

  hang(socket) {
    this.hanging.add(socket);
    socket.once('close', () => this.hanging.delete(socket));
  }
}

/** Calls by method: all that came in, and those that were carried out without an error. */
export class Counts {
  constructor() {
    this.reset();
  }

  reset() {
    this.received = {};
    this.applied = {};
  }

  add(table, method) {
    table[method] = (table[method] ?? 0) + 1;
  }
}
