using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Sandbox;

/// <summary>The sandbox wallets of play people: the same person always pays from the same address.</summary>
public static class SimWallet
{
    /// <param name="owner">Whatever names the payer; a new one is a new wallet.</param>
    /// <returns>A base58 address on the curve. Its key is known to everybody and holds nothing.</returns>
    public static string Of(string owner) => Address.From(
        Signatures.PublicKeyOf(SHA256.HashData(Encoding.UTF8.GetBytes($"HiltBot sandbox wallet of {owner}")))).ToString();
}
