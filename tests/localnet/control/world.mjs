// Control methods that change accounts, time and history.
import {
  ataAddress,
  isOnCurve,
  addressBytes,
  randomAddress,
  systemProgram,
  token2022Program,
  tokenProgram,
} from '../chain/keys.mjs';
import {
  amountAt,
  mintData,
  readMint,
  readTokenAccount,
  supplyAt,
  tokenAccountBytes,
  tokenAccountData,
  withAmount,
} from '../chain/tokens.mjs';
import { neverRent } from '../chain/vm.mjs';
import { systemAccount } from '../rpc/sends.mjs';

export const usdcMint = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';
const slotsMax = 100_000;

export function createMint(ledger, { address, decimals, supply, mintAuthority, freezeAuthority, program }) {
  const data = mintData({ decimals, supply, mintAuthority, freezeAuthority });
  ledger.place(address, account(ledger, program, data));
}

function account(ledger, owner, data) {
  return {
    lamports: ledger.vm.rentMinimum(data.length),
    owner,
    data,
    executable: false,
    rentEpoch: neverRent,
  };
}

export function accountControls(ledger) {
  return {
    setAccount: (fields) => {
      const address = fields.address('address');
      const data = fields.text('data', { fallback: '' });
      const bytes = Buffer.from(data, 'base64');
      if (bytes.toString('base64') !== data) fields.refuse('`data` is no base64');
      const lamports = fields.amount('lamports', ledger.vm.rentMinimum(bytes.length));
      const owner = fields.address('owner', systemProgram);
      const current = ledger.vm.account(address);
      if (current?.executable || address.startsWith('Sysvar'))
        fields.refuse('leaves programs and sysvars alone');
      ledger.place(address, {
        lamports,
        owner,
        data: new Uint8Array(bytes),
        executable: false,
        rentEpoch: neverRent,
      });
      return { address };
    },
    airdrop: (fields) => {
      const address = fields.address('address');
      const current = ledger.vm.account(address) ?? systemAccount(0n);
      const lamports = current.lamports + fields.amount('lamports');
      ledger.place(address, { ...current, lamports });
      return { address, lamports };
    },
    createMint: (fields) => {
      const mint = {
        address: fields.address('mint', null) ?? randomAddress(),
        decimals: fields.integer('decimals', { fallback: 6, max: 255 }),
        supply: fields.amount('supply', 0n),
        mintAuthority: fields.address('mintAuthority', null),
        freezeAuthority: fields.address('freezeAuthority', null),
        program: fields.text('tokenProgram', {
          fallback: tokenProgram,
          oneOf: [tokenProgram, token2022Program],
        }),
      };
      createMint(ledger, mint);
      return { mint: mint.address };
    },
    setTokenBalance: (fields) => setTokenBalance(ledger, fields, (_, amount) => amount),
    mintTo: (fields) => setTokenBalance(ledger, fields, (held, amount) => held + amount),
    setRent: (fields) => {
      ledger.vm.setRent(fields.amount('lamportsPerByte'));
      return { tokenAccountLamports: ledger.vm.rentMinimum(tokenAccountBytes) };
    },
    newAddress: (fields) => {
      let address = randomAddress();
      if (fields.flag('isOffCurve'))
        while (isOnCurve(addressBytes(address))) address = ataAddress(address, usdcMint, tokenProgram);
      return { address };
    },
  };
}

/** Makes the token account when it is missing, and keeps the mint's supply true. */
function setTokenBalance(ledger, fields, amountFrom) {
  const owner = fields.address('owner');
  const mintAddress = fields.address('mint', usdcMint);
  const mintAccount = ledger.vm.account(mintAddress);
  const mint = readMint(mintAccount);
  if (!mint) fields.refuse(`finds no mint at ${mintAddress}`);
  const address = fields.address('account', ataAddress(owner, mintAddress, mint.program));
  const current = ledger.vm.account(address);
  const held = readTokenAccount(current);
  if (held && held.mint !== mintAddress) fields.refuse(`finds a token account of another mint at ${address}`);
  const amount = amountFrom(held?.amount ?? 0n, fields.amount('amount'));
  const isFrozen = fields.flag('isFrozen');
  const heldElsewhere = mint.supply - (held?.amount ?? 0n);
  // What `setAccount` made out of nothing was never part of the supply.
  const supply = (heldElsewhere < 0n ? 0n : heldElsewhere) + amount;
  if (amount >= 2n ** 64n || supply >= 2n ** 64n) fields.refuse('would overflow the supply');
  const data =
    held && held.owner === owner
      ? withAmount(current.data, amountAt, amount)
      : tokenAccountData({ mint: mintAddress, owner, amount });
  data[108] = isFrozen ? 2 : 1;
  ledger.place(address, held ? { ...current, data } : account(ledger, mint.program, data));
  ledger.place(mintAddress, { ...mintAccount, data: withAmount(mintAccount.data, supplyAt, supply) });
  return { account: address, amount: amount.toString() };
}

export function timeControls(ledger) {
  const { blocks } = ledger;
  const now = () => ({
    slot: blocks.slot,
    blockHeight: blocks.tip.height,
    unixTimestamp: blocks.unixTimestamp,
  });
  return {
    setClock: (fields) => {
      ledger.setTime(fields.integer('unixTimestamp'));
      return now();
    },
    advanceClock: (fields) => {
      ledger.setTime(blocks.unixTimestamp + fields.integer('seconds'));
      return now();
    },
    advanceSlots: (fields) => {
      const slots = fields.integer('slots', { min: 1, max: slotsMax });
      const secondsPerSlot = fields.integer('secondsPerSlot', { fallback: 0, max: 86_400 });
      ledger.advance(slots, secondsPerSlot, fields.flag('areSkipped'));
      return now();
    },
    setAutoAdvance: (fields) => {
      ledger.autoAdvance = fields.integer('slots', { max: 1000 });
      return { slots: ledger.autoAdvance };
    },
    setFinalityLag: (fields) => {
      const finalized = fields.integer('finalized', { max: slotsMax });
      const confirmed = fields.integer('confirmed', {
        fallback: Math.min(blocks.lag.confirmed, finalized),
        max: finalized,
      });
      blocks.setLag({ confirmed, finalized });
      return { confirmed, finalized };
    },
    rollback: (fields) => {
      const slot = blocks.slot - fields.integer('slots', { min: 1, max: slotsMax });
      return { removed: ledger.rollbackAfter(slot), ...now() };
    },
  };
}
