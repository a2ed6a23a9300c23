// The real Solana VM (LiteSVM) behind base58 addresses and plain account objects. Its own history and
// its own blockhash check are off: the ledger keeps both.
import { createRequire } from 'node:module';
import { decodeBase58, encodeBase58 } from './base58.mjs';
import { addressBytes } from './keys.mjs';

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
    return account === null
      ? null
      : {
          lamports: account.lamports(),
          owner: encodeBase58(account.owner()),
          data: Uint8Array.from(account.data()),
          executable: account.executable(),
          rentEpoch: account.rentEpoch(),
        };
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

  send(transaction) {
    return transaction.message.version === 'legacy'
      ? this.svm.sendLegacyTransaction(transaction.bytes)
      : this.svm.sendVersionedTransaction(transaction.bytes);
  }

  simulate(transaction, sigVerify) {
    this.svm.setSigverify(sigVerify);
    try {
      return transaction.message.version === 'legacy'
        ? this.svm.simulateLegacyTransaction(transaction.bytes)
        : this.svm.simulateVersionedTransaction(transaction.bytes);
    } finally {
      this.svm.setSigverify(true);
    }
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
