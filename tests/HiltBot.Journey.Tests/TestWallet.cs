using HiltBot.TestKit;
using Microsoft.Playwright;

namespace HiltBot.Journey.Tests;

/// <summary>
/// A wallet that announces itself to pages by the Wallet Standard, as an extension does: it makes its keys in the page,
/// signs with WebCrypto, and either gives the signed bytes back or has them sent to the RPC node itself.
/// </summary>
internal static class TestWallet
{
    public const string SignOnly = "solana:signTransaction";
    public const string SignAndSend = "solana:signAndSendTransaction";

    private const string Script = """
        (() => {
          const letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
          const base58 = (bytes) => {
            let number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
            let text = "";
            for (; number > 0n; number /= 58n) text = letters[Number(number % 58n)] + text;
            return "1".repeat(bytes.findIndex((byte) => byte !== 0)) + text;
          };
          const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
          const same = (left, right) => left.every((byte, index) => byte === right[index]);
          let keys = null;
          let account = null;
          const listeners = new Set();

          // One signature a key, in the order of the message's first accounts; ours goes where our key stands.
          const signAsync = async (wire) => {
            const signatures = wire[0];
            if (signatures > 127) throw new Error("Too many signatures for this wallet.");
            const messageAt = 1 + signatures * 64;
            const message = wire.slice(messageAt);
            const keysAt = (message[0] & 0x80 ? 1 : 0) + 4;
            for (let index = 0; index < signatures; index++) {
              const key = message.slice(keysAt + index * 32, keysAt + index * 32 + 32);
              if (!same(key, account.publicKey)) continue;
              const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", keys.privateKey, message));
              const signed = new Uint8Array(wire);
              signed.set(signature, 1 + index * 64);
              return { signed, signature };
            }
            throw new Error("This transaction does not ask for our signature.");
          };
          // One that wants more than it says: the sum of the last token transfer grows by one.
          const cheat = (wire) => {
            const changed = new Uint8Array(wire);
            const at = changed.findLastIndex((byte, index) => byte === 10 && changed[index + 1] === 12);
            changed[at + 2] += 1;
            return changed;
          };
          const checkAsync = async (asked) => {
            window.testWalletAsked = (window.testWalletAsked ?? 0) + 1;
            if (window.testWalletSays === "no") throw Object.assign(new Error("User rejected the request."), { code: 4001 });
            if (window.testWalletSays === "cheat") return signAsync(cheat(asked.transaction));
            if (asked.account.address !== account.address) throw new Error("Not our account.");
            if (asked.chain !== CHAIN) throw new Error("Not our chain.");
            return signAsync(asked.transaction);
          };
          const features = {
            "standard:connect": { version: "1.0.0", connect: async () => {
              keys ??= await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
              const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
              account = Object.freeze({ address: base58(publicKey), publicKey, chains: [CHAIN], features: [FEATURE] });
              await window.testWalletConnected(account.address);
              return { accounts: [account] };
            } },
            "standard:disconnect": { version: "1.0.0", disconnect: async () => window.testWalletSwitch() },
            "standard:events": { version: "1.0.0", on: (name, listener) => {
              listeners.add(listener);
              return () => listeners.delete(listener);
            } },
            [FEATURE]: { version: "1.0.0", supportedTransactionVersions: ["legacy", 0],
              signTransaction: (...asked) => Promise.all(asked.map(async (one) =>
                ({ signedTransaction: (await checkAsync(one)).signed }))),
              signAndSendTransaction: (...asked) => Promise.all(asked.map(async (one) => {
                const { signed, signature } = await checkAsync(one);
                await window.testWalletSends(base64(signed));
                return { signature };
              })) },
          };
          window.testWalletSwitch = () => {
            account = null;
            keys = null;
            for (const listener of listeners) listener({ accounts: [] });
          };
          const wallet = Object.freeze({
            version: "1.0.0", name: "Test Wallet", icon: "data:image/svg+xml;base64,PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnLz4=",
            chains: [CHAIN], features, get accounts() { return account ? [account] : []; },
          });
          const register = ({ register: tell }) => tell(wallet);
          window.addEventListener("wallet-standard:app-ready", ({ detail }) => register(detail));
          window.dispatchEvent(new CustomEvent("wallet-standard:register-wallet", { detail: register }));
        })();
        """;

    /// <param name="feature">The one way in which this wallet pays.</param>
    /// <param name="connectedAsync">Called with the address before the page hears it: a buyer who puts money in.</param>
    public static async Task InstallAsync(
        IBrowserContext context, string feature, string chain, Localnet rpc, Func<string, Task> connectedAsync)
    {
        // An extension talks to its node from a process of its own, which the page's policy does not bind.
        await context.ExposeFunctionAsync("testWalletSends", async (string transaction) =>
            (string)(await rpc.CallAsync(
                "sendTransaction", transaction, new { encoding = "base64", preflightCommitment = "confirmed" }))!);
        await context.ExposeFunctionAsync("testWalletConnected", connectedAsync);
        await context.AddInitScriptAsync(
            $"const FEATURE = \"{feature}\", CHAIN = \"{chain}\";\n{Script}");
    }
}
