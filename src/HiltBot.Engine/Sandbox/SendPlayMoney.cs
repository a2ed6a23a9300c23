using HiltBot.Engine.Storage;
using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Sandbox;

/// <summary>
/// A sandbox wallet does whatever it likes: another asset, another recipient, a failing transaction, marks of
/// two sessions. The simulator and the tests show with it what settlement makes of that.
/// </summary>
public sealed class SendPlayMoney(Work work, PlayLedger ledger, Network network)
{
    public async Task<PlayOutcome> HandleAsync(PlayMove move, CancellationToken cancellationToken)
    {
        if (!network.IsSandbox)
        {
            return new PlayOutcome.NotASandbox();
        }

        var wallets = move.Shares.SelectMany(share => (string[])[share.Wallet, share.TokenMint])
            .Append(move.FromWallet).Concat(move.References);
        return wallets.All(text => Address.TryParse(text, out _))
            ? await work.RunAsync<PlayOutcome>(
                async db => new PlayOutcome.Sent(await ledger.AppendAsync(db, move, cancellationToken)),
                cancellationToken)
            : new PlayOutcome.NotPossible("Wallets, mints and references are Solana addresses.");
    }
}
