using System.Text;
using System.Text.Json;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Pay;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Reading;
using HiltBot.Solana.Rpc;
using HiltBot.Solana.SignIn;
using HiltBot.Solana.Subscriptions;
using HiltBot.Solana.Tests.Subscriptions;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Tests.Fuzz;

/// <summary>
/// Every reader of strangers' bytes, under its name: true when it read them. What was read must write itself
/// again where there is a writer, and must not be more than the bytes can hold.
/// </summary>
internal static class EveryDecoder
{
    public static readonly (string Name, Func<byte[], bool> Read)[] OfBytes =
    [
        ("transaction", Transaction),
        ("message", Message),
        ("short number", ShortNumber),
        ("memo", bytes => MemoProgram.TryRead(bytes) is not null),
        ("token account", bytes => TokenAccount.TryParse(bytes, out _)),
        ("mint", bytes => Mint.TryParse(bytes, out _)),
        ("authority", bytes => SubscriptionAuthorityAccount.TryParse(bytes, out var read)
            && Same(bytes, SubscriptionBytes.Of(read))),
        ("plan", bytes => PlanAccount.TryParse(bytes, out var read) && Same(bytes, SubscriptionBytes.Of(read))),
        ("subscription", bytes => SubscriptionAccount.TryParse(bytes, out var read)
            && Same(bytes, SubscriptionBytes.Of(read))),
        ("event", bytes => SubscriptionEvent.TryParse(bytes, out _)),
        ("envelope", bytes => OffchainMessage.TryParse(bytes, out var read)
            && bytes.AsSpan().EndsWith(Encoding.UTF8.GetBytes(read.Text))),
    ];

    public static readonly (string Name, Func<string, bool> Read)[] OfText =
    [
        ("base58", text => Base58.TryDecode(text, out var read) && Same(text, Base58.Encode(read))),
        ("address", text => Address.TryParse(text, out var read) && Same(text, read.ToString())),
        ("signature", text => Signature.TryParse(text, out var read) && Same(text, read.ToString())),
        ("amount", Amount),
        ("link", Link),
        ("sign-in", text => SignInText.TryParse(text, out var read) && Same(text, read.ToText())),
    ];

    /// <summary>False when it is no JSON or has another form: the two refusals that the client expects.</summary>
    public static bool Reading(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var read = TransactionReading.Read(document.RootElement);
            Assert.True(read.Accounts.Count + read.TokenChanges.Count + read.Memos.Count < bytes.Length);
            return true;
        }
        catch (Exception error) when (error is JsonException or FormatException
            || (error is InvalidOperationException
                && error.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) is true))
        {
            // The last is JsonElement's word for half a character pair, and for a text that is no UTF-8.
            return false;
        }
    }

    private static bool Transaction(byte[] bytes)
    {
        if (!TransactionDecoder.TryDecode(bytes, out var read))
            return false;
        Bounded(read.Message, bytes.Length);
        return Same(bytes, read.Serialize());
    }

    private static bool Message(byte[] bytes)
    {
        try
        {
            var message = TransactionDecoder.DecodeMessage(bytes);
            Bounded(message, bytes.Length);
            return Same(bytes, message.Bytes.ToArray());
        }
        catch (TransactionFormatException)
        {
            return false;
        }
    }

    private static void Bounded(Message message, int length)
    {
        var parts = message.AccountKeys.Count * 32
            + message.Instructions.Sum(one => 3 + one.AccountIndexes.Count + one.Data.Length)
            + message.AddressTableLookups.Sum(one => 34 + one.WritableIndexes.Count + one.ReadonlyIndexes.Count);
        Assert.True(parts <= length, $"{parts} bytes were read out of {length}.");
        Assert.Equal(message.Instructions.Count, TransactionWords.Of(message).Count);
    }

    private static bool ShortNumber(byte[] bytes)
    {
        if (!CompactU16.TryRead(bytes, out var value, out var length))
            return false;
        var again = new List<byte>();
        CompactU16.Write(again, value);
        return Same(bytes[..length], [.. again]);
    }

    private static bool Amount(string text)
    {
        if (!PayAmount.TryParse(text, out var amount))
            return false;
        Assert.True(PayAmount.TryParse(amount.ToString(), out var again));
        if (amount.TryToBaseUnits(6, out var units))
            Assert.Equal(amount, PayAmount.Of(units, 6));
        return Same(amount.ToString(), again.ToString());
    }

    private static bool Link(string text)
    {
        var read = PayUrl.Read(text);
        try
        {
            switch (read)
            {
                case PayUrl.Transfer transfer:
                    Assert.True(transfer.Request.References.Count * 32 < text.Length);
                    var again = Assert.IsType<PayUrl.Transfer>(PayUrl.Read(transfer.Request.ToUrl())).Request;
                    Assert.Equal(transfer.Request.References, again.References);
                    Assert.Equal(transfer.Request with { References = again.References }, again);
                    return true;
                case PayUrl.Transaction transaction when transaction.Request.Link.Fragment.Length == 0:
                    Assert.IsType<PayUrl.Transaction>(PayUrl.Read(transaction.Request.ToUrl()));
                    return true;
                default:
                    return false;
            }
        }
        catch (InvalidOperationException) when (text.Length > PayUrl.LengthMax / 9)
        {
            // Written out in %20 and %F0 it is too long for a link of ours.
            return true;
        }
    }

    private static bool Same(byte[] bytes, byte[] again)
    {
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(again));
        return true;
    }

    private static bool Same(string text, string again)
    {
        Assert.Equal(text, again);
        return true;
    }
}
