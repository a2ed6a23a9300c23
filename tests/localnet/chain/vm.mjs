// The real Solana VM (LiteSVM) behind base58 addresses and plain account objects. Its own history and
// its own blockhash check are off: the ledger keeps both.
import { createRequire } from 'node:module';
import { decodeBase58, encodeBase58 } from './base58.mjs';
import { errorOf, isFailure } from './failures.mjs';
import { addressBytes } from './keys.mjs';
import { unsignedTransaction } from './message.mjs';

const { Account, Clock, LiteSvm, Rent } = createRequire(import.meta.url)('litesvm/dist/internal.js');
export const neverRent = 18446744073709551615n;

export class Vm {
  constructor() {
    this.svm = new LiteSvm();
    this.svm.setTransactionHistory(0n);
    this.svm.setBlockhashCheck(false);
    this.svm.setSigverify(true);
  }

  /** {lamports, owner, data, executable, rentEpoch}, or null. */
  account(address) {
    const account = this.svm.getAccount(addressBytes(address));
    return account === null ? null : plain(account);
  }

  /** Null, or an account without lamports, takes the account away. */
  setAccount(address, account) {
    const { lamports, owner, data, executable, rentEpoch } = account?.lamports
      ? account
      : {
          lamports: 0n,
          owner: '11111111111111111111111111111111',
          data: new Uint8Array(),
          executable: false,
          rentEpoch: 0n,
        };
    this.svm.setAccount(
      addressBytes(address),
      new Account(lamports, data, addressBytes(owner), executable, rentEpoch),
    );
  }

  addressesOwnedBy(program) {
    return this.svm.getProgramAccounts(addressBytes(program)).map((found) => encodeBase58(found.address));
  }

  /** {err, logs, computeUnits, returnData, innerInstructions}. */
  send(transaction) {
    return outcomeOf(
      transaction.message.version === 'legacy'
        ? this.svm.sendLegacyTransaction(transaction.bytes)
        : this.svm.sendVersionedTransaction(transaction.bytes),
    );
  }

  /** The same without its effects, and with `postAccounts`: address to account, what was written to. */
  simulate(transaction, sigVerify) {
    const result = this.simulateRaw(transaction, sigVerify);
    const changed = isFailure(result) ? [] : result.postAccounts();
    const postAccounts = new Map(
      changed.map((entry) => [encodeBase58(entry.address), plain(entry.account())]),
    );
    return { ...outcomeOf(result), postAccounts };
  }

  simulateRaw(transaction, sigVerify) {
    this.svm.setSigverify(sigVerify);
    try {
      return transaction.message.version === 'legacy'
        ? this.svm.simulateLegacyTransaction(transaction.bytes)
        : this.svm.simulateVersionedTransaction(transaction.bytes);
    } finally {
      this.svm.setSigverify(true);
    }
  }

  /**
   * Runs one instruction {program, accounts, data} at another payer's cost and without a look at signatures:
   * whoever is marked as signer has signed, also an address that nobody has a key to.
   */
  runAlone(payer, instruction) {
    const { bytes, keys } = unsignedTransaction(payer, instruction);
    this.svm.setSigverify(false);
    try {
      const result = this.svm.sendLegacyTransaction(bytes);
      const meta = isFailure(result) ? result.meta() : result;
      const inner = meta.innerInstructions().flatMap((list) =>
        list.map((entry) => ({
          program: keys[entry.instruction().programIdIndex()],
          accounts: [...entry.instruction().accounts()].map((index) => keys[index]),
          data: entry.instruction().data(),
          stackHeight: entry.stackHeight(),
        })),
      );
      const err = isFailure(result) ? errorOf(result) : null;
      return { err, logs: meta.logs(), units: meta.computeUnitsConsumed(), inner };
    } finally {
      this.svm.setSigverify(true);
    }
  }

  addProgram(address, bytes) {
    this.svm.addProgram(addressBytes(address), bytes);
  }

  addProgramFromFile(address, path) {
    this.svm.addProgramFromFile(addressBytes(address), path);
  }

  /** The slot and the time as programs see them. */
  clock() {
    const { slot, unixTimestamp } = this.svm.getClock();
    return { slot, unixTimestamp };
  }

  /** Tells the programs the slot and the time, and gives the nonce program a fresh blockhash. */
  moveTo(blocks) {
    const clock = this.svm.getClock();
    this.svm.setClock(
      new Clock(
        BigInt(blocks.slot),
        clock.epochStartTimestamp,
        clock.epoch,
        clock.leaderScheduleEpoch,
        BigInt(blocks.unixTimestamp),
      ),
    );
    this.svm.expireBlockhash();
    this.svm.setSlotHashes(
      blocks.blocks
        .slice(-150)
        .reverse()
        .map((block) => ({
          slot: BigInt(block.slot),
          hash: block.hash,
        })),
    );
  }

  /** The 32 bytes that the nonce program derives the next nonce from. */
  blockhashBytes() {
    return decodeBase58(this.svm.latestBlockhash());
  }

  rentMinimum(bytes) {
    return this.svm.minimumBalanceForRentExemption(BigInt(bytes));
  }

  setRent(lamportsPerByte) {
    const rent = this.svm.getRent();
    this.svm.setRent(new Rent(lamportsPerByte, rent.exemptionThreshold, rent.burnPercent));
  }
}

function plain(account) {
  return {
    lamports: account.lamports(),
    owner: encodeBase58(account.owner()),
    data: Uint8Array.from(account.data()),
    executable: account.executable(),
    rentEpoch: account.rentEpoch(),
  };
}

function outcomeOf(result) {
  const meta = isFailure(result) || typeof result.logs !== 'function' ? result.meta() : result;
  return {
    err: isFailure(result) ? errorOf(result) : null,
    logs: meta.logs(),
    computeUnits: meta.computeUnitsConsumed(),
    returnData: returnDataOf(meta),
    innerInstructions: innerInstructionsOf(meta),
  };
}

function returnDataOf(meta) {
  const returned = meta.returnData();
  const data = returned.data();
  if (data.length === 0) return null;
  return {
    programId: encodeBase58(returned.programId()),
    data: [Buffer.from(data).toString('base64'), 'base64'],
  };
}

function innerInstructionsOf(meta) {
  return meta
    .innerInstructions()
    .map((inner, index) => ({
      index,
      instructions: inner.map((entry) => ({
        programIdIndex: entry.instruction().programIdIndex(),
        accounts: [...entry.instruction().accounts()],
        data: encodeBase58(entry.instruction().data()),
        stackHeight: entry.stackHeight(),
      })),
    }))
    .filter((entry) => entry.instructions.length > 0);
}
