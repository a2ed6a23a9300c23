using HiltBot.Engine.Renewals;
using HiltBot.Engine.Storage;

namespace HiltBot;

/// <summary>What the collector of automatic renewals needs.</summary>
public sealed partial class ConfigurationCheck
{
    private void Renewals(string network)
    {
        OnlyThese("Renewals", typeof(RenewalOptions));
        Number("Renewals:CollectionHours", 1, 168);
        Key("Solana:SubscriptionsProgram");
        if (Text("Solana:CollectorKeyFile") is not { } path)
        {
            return;
        }

        if (network == Network.Sandbox)
        {
            Say("Solana:CollectorKeyFile", "is set, but the sandbox has no program to collect by: take it out, or set " +
                "HiltBot:Solana:Network to a real network");
            return;
        }

        if (!File.Exists(path))
        {
            Say("Solana:CollectorKeyFile", $"is {path}, which does not exist: make a key (solana-keygen new -o {path}) and " +
                "put a little SOL on it for fees");
            return;
        }

        try
        {
            using var pair = CollectorKey.Open(path, SubscriptionsProgram.Public).Pair;
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            Say("Solana:CollectorKeyFile", $"is {path}, which cannot be read as a key: a JSON array of 64 numbers or the same " +
                "bytes in base58 is wanted");
        }
    }
}
