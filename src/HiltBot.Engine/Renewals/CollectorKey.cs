using HiltBot.Solana.Keys;
using HiltBot.Solana.Subscriptions;

namespace HiltBot.Engine.Renewals;

/// <summary>The key that pulls, and the program that it pulls by: what a configured installation has besides its nodes.</summary>
public sealed record CollectorKey(KeyPair Pair, SubscriptionProgram Program)
{
    /// <exception cref="FormatException">The file holds no key; the message never repeats its text.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CollectorKey Open(string path, string programId) => new(
        KeyPair.Parse(File.ReadAllText(path)), new SubscriptionProgram(Address.Parse(programId)));
}
