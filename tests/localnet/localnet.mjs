// One local Solana: the VM, its ledger, the RPC methods and the control methods, put together.
import { createHash, randomBytes } from 'node:crypto';
import { encodeBase58 } from './chain/base58.mjs';
import { Blocks } from './chain/blocks.mjs';
import { tokenProgram } from './chain/keys.mjs';
import { Ledger } from './chain/ledger.mjs';
import { Emulation } from './chain/subscriptions/emulation.mjs';
import { subscriptionsProgram } from './chain/subscriptions/layout.mjs';
import { Vm } from './chain/vm.mjs';
import { createMint, usdcMint } from './control/world.mjs';
import { Nodes } from './nodes.mjs';

export const defaults = { confirmedLag: 0, finalizedLag: 32, autoAdvance: 1 };

/**
 * An HTTP server that does not listen yet. Two of them differ in genesis hash and blockhashes. The
 * Subscriptions program is an emulation unless `subscriptionsFile` is the compiled one.
 */
export function createLocalnet({
  unixTimestamp,
  genesisHash,
  confirmedLag,
  finalizedLag,
  autoAdvance,
  subscriptionsFile,
  programId = subscriptionsProgram,
}) {
  const blocks = new Blocks({
    genesisHash: genesisHash ?? encodeBase58(createHash('sha256').update(randomBytes(32)).digest()),
    unixTimestamp,
    confirmedLag,
    finalizedLag,
  });
  const vm = new Vm();
  if (subscriptionsFile) vm.addProgramFromFile(programId, subscriptionsFile);
  const emulation = subscriptionsFile ? null : new Emulation(vm, programId);
  const ledger = new Ledger({ vm, blocks, autoAdvance, emulation });
  createMint(ledger, {
    address: usdcMint,
    decimals: 6,
    supply: 0n,
    mintAuthority: null,
    freezeAuthority: null,
    program: tokenProgram,
  });
  return new Nodes(ledger).first.server;
}
