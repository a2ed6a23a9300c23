// The table of control methods, `control_` before each name. They are never faulted and never counted.
import { Fields } from './fields.mjs';
import { kinds } from './faults.mjs';
import { nodeControls, socketControls } from './nodes.mjs';
import { accountControls, timeControls, usdcMint } from './world.mjs';

const signals = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGSTOP', 'SIGCONT'];

export function controlMethods({ ledger, faults, counts, sockets, nodes }) {
  const table = {
    ...accountControls(ledger),
    ...timeControls(ledger),
    ...faultControls(faults, sockets),
    ...nodeControls(nodes),
    ...socketControls(sockets),
    counts: () => ({ received: counts.received, applied: counts.applied }),
    resetCounts: () => {
      counts.reset();
      return {};
    },
    state: () => stateOf(ledger, faults, sockets),
  };
  return Object.fromEntries(
    Object.entries(table).map(([name, run]) => [
      `control_${name}`,
      (params) => {
        const values = Array.isArray(params) ? (params[0] ?? {}) : (params ?? {});
        const fields = new Fields(`control_${name}`, values);
        // The names are checked first: a method that refused half-way would leave half a change.
        namesOf(name, fields);
        return run(fields);
      },
    ]),
  );
}

const names = {
  setAccount: ['address', 'data', 'lamports', 'owner'],
  airdrop: ['address', 'lamports'],
  createMint: ['mint', 'decimals', 'supply', 'mintAuthority', 'freezeAuthority', 'tokenProgram'],
  setTokenBalance: ['owner', 'mint', 'account', 'amount', 'isFrozen'],
  mintTo: ['owner', 'mint', 'account', 'amount', 'isFrozen'],
  setRent: ['lamportsPerByte'],
  newAddress: ['isOffCurve'],
  setClock: ['unixTimestamp'],
  advanceClock: ['seconds'],
  advanceSlots: ['slots', 'secondsPerSlot', 'areSkipped'],
  setAutoAdvance: ['slots'],
  setFinalityLag: ['finalized', 'confirmed'],
  rollback: ['slots'],
  dropSends: ['count'],
  fault: ['method', 'kind', 'count', 'after', 'retryAfter', 'milliseconds', 'code', 'message', 'data'],
  openNode: ['lag', 'isFrozen', 'genesisHash'],
  setNode: ['port', 'lag', 'isFrozen', 'genesisHash'],
  closeNode: ['port'],
  sockets: ['command', 'count'],
  onApplied: ['method', 'command', 'pid', 'signal', 'count', 'after'],
};

function namesOf(name, fields) {
  for (const given of Object.keys(fields.values))
    if (!(names[name] ?? []).includes(given)) fields.refuse(`does not know \`${given}\``);
}

function faultControls(faults, sockets) {
  return {
    dropSends: (fields) => {
      faults.dropsLeft = fields.integer('count', { max: 1_000_000 });
      return { count: faults.dropsLeft };
    },
    fault: (fields) => {
      const fault = {
        method: fields.text('method', { fallback: '*' }),
        kind: fields.text('kind', { oneOf: kinds }),
        ...timesOf(fields),
        retryAfter: fields.integer('retryAfter', { fallback: null }),
        milliseconds: fields.integer('milliseconds', { fallback: 1000, max: 600_000 }),
        code: fields.integer('code', { fallback: -32005, min: -100_000 }),
        message: fields.text('message', { fallback: 'Node is behind by 42 slots' }),
        data: fields.value('data', null),
      };
      faults.queue.push(fault);
      return {};
    },
    onApplied: (fields) => {
      fields.text('command', { fallback: 'killPid', oneOf: ['killPid'] });
      const pid = fields.integer('pid', { min: 2 });
      if (pid === process.pid) fields.refuse('does not kill itself');
      const hook = {
        method: fields.text('method'),
        pid,
        signal: fields.text('signal', { fallback: 'SIGKILL', oneOf: signals }),
        ...timesOf(fields),
      };
      faults.hooks.push(hook);
      return {};
    },
    clearFaults: () => {
      faults.clear();
      sockets.clear();
      return {};
    },
  };
}

function timesOf(fields) {
  const isEndless = fields.values.count === null;
  return {
    count: isEndless ? null : fields.integer('count', { fallback: 1, min: 1 }),
    after: fields.integer('after', { fallback: 0 }),
  };
}

function stateOf({ blocks, autoAdvance, records, emulation }, faults, sockets) {
  return {
    slot: blocks.slot,
    blockHeight: blocks.tip.height,
    unixTimestamp: blocks.unixTimestamp,
    genesisHash: blocks.genesisHash,
    usdcMint,
    autoAdvance,
    finalityLag: blocks.lag,
    confirmedSlot: blocks.level.confirmed,
    finalizedSlot: blocks.level.finalized,
    transactions: records.length,
    subscriptions: emulation ? 'emulation' : 'program file',
    dropsLeft: faults.dropsLeft,
    faults: faults.queue,
    hooks: faults.hooks,
    kills: faults.kills,
    sockets: sockets.state,
  };
}
