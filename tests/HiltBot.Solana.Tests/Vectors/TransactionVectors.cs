using System.Globalization;
using System.Text.Json;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Tests.Vectors;

internal static class TransactionVectors
{
    public static void CompactNumber(JsonElement input, JsonElement expected)
    {
        var value = input.GetProperty("value").GetUInt16();
        var bytes = new List<byte>();
        CompactU16.Write(bytes, value);
        Assert.Equal(expected.Hex("hex"), bytes);
        Assert.True(CompactU16.TryRead(expected.Hex("hex"), out var read, out var length));
        Assert.Equal(value, read);
        Assert.Equal(bytes.Count, length);
    }

    public static void CompactNumberInvalid(JsonElement input, JsonElement expected)
    {
        Assert.True(expected.Flag("error"));
        Assert.False(CompactU16.TryRead(input.Hex("hex"), out _, out _));
    }

    public static void Message(JsonElement input, JsonElement expected)
    {
        var message = MessageBuilder.Build(
            Version(input.GetProperty("version")),
            Address.Parse(input.Text("feePayer")),
            Blockhash.Parse(input.Text("blockhash")),
            [.. input.GetProperty("instructions").EnumerateArray().Select(ReadInstruction)]);
        CheckMessage(message, expected);
    }

    public static void SystemTransfer(JsonElement input, JsonElement expected)
    {
        using var payer = KeyPair.FromSeed(input.Hex("payerSeedHex"));
        var payment = new PaymentTransaction
        {
            Version = Version(input.GetProperty("version")),
            Blockhash = Blockhash.Parse(input.Text("blockhash")),
            Buyer = payer.Address,
            Merchant = new PaymentShare(Address.Parse(input.Text("recipient")), input.U64("lamports")),
            References = [.. input.Texts("references").Select(Address.Parse)],
        };
        CheckPayment(payment, payment.Build().Sign(payer), expected);
    }

    public static void SplPayment(JsonElement input, JsonElement expected)
    {
        using var buyer = KeyPair.FromSeed(input.Hex("buyerSeedHex"));
        using var other = input.Maybe("feePayerSeedHex") is { } seed
            ? KeyPair.FromSeed(Convert.FromHexString(seed.GetString()!))
            : null;
        var token = new TokenMint(
            Address.Parse(input.Text("mint")),
            Address.Parse(input.Text("tokenProgram")),
            input.GetProperty("decimals").GetByte());
        var payment = Payment(input, buyer.Address, other?.Address, token);

        Assert.Equal(expected.Text("sourceAta"), Ata(buyer.Address, token));
        Assert.Equal(expected.Text("destinationAta"), Ata(payment.Merchant.Recipient, token));
        if (payment.Fee is { } fee)
            Assert.Equal(expected.Text("feeAta"), Ata(fee.Recipient, token));

        // "signedBy" names who has signed so far; without it everybody has.
        KeyPair[] everybody = other is null ? [buyer] : [buyer, other];
        var signers = input.Maybe("signedBy")?.GetString() switch
        {
            null => everybody,
            "feePayer only; the buyer signs later" => [other!],
            var name => throw new InvalidOperationException($"Nobody knows the signer '{name}'."),
        };
        CheckPayment(payment, payment.Build().Sign([.. signers]), expected);
    }

    public static void Decode(JsonElement input, JsonElement expected)
    {
        var bytes = input.Base64("transactionBase64");
        var transaction = TransactionDecoder.Decode(bytes);
        var message = transaction.Message;
        Assert.Equal(expected.GetProperty("version").GetInt32(), message.Version switch
        {
            MessageVersion.V0 => 0,
            MessageVersion.V1 => 1,
            _ => -1,
        });
        CheckKeys(message, expected);
        Assert.Equal(
            expected.Texts("signatures"), transaction.Signatures.Select(signature => signature.ToString()));
        Assert.Equal(expected.Text("blockhash"), message.Blockhash.ToString());
        Assert.Equal(expected.Flag("signaturesValid"), transaction.HasValidSignatures());

        var instructions = expected.GetProperty("instructions").EnumerateArray().ToArray();
        Assert.Equal(instructions.Length, message.Instructions.Count);
        foreach (var (wanted, actual) in instructions.Zip(message.Instructions))
        {
            Assert.Equal(wanted.GetProperty("programIdIndex").GetByte(), actual.ProgramIdIndex);
            Assert.Equal(Numbers(wanted, "accounts"), actual.AccountIndexes);
            Assert.Equal(wanted.Hex("dataHex"), actual.Data.ToArray());
        }

        var lookups = expected.GetProperty("addressTableLookups").EnumerateArray().ToArray();
        Assert.Equal(lookups.Length, message.AddressTableLookups.Count);
        foreach (var (wanted, actual) in lookups.Zip(message.AddressTableLookups))
        {
            Assert.Equal(wanted.Text("accountKey"), actual.TableKey.ToString());
            Assert.Equal(Numbers(wanted, "writableIndexes"), actual.WritableIndexes);
            Assert.Equal(Numbers(wanted, "readonlyIndexes"), actual.ReadonlyIndexes);
        }

        var config = expected.Maybe("config");
        Assert.Equal(config is null, message.Config is null);
        if (config is { } values)
        {
            Assert.Equal(values.U64("priorityFee"), message.Config!.PriorityFeeLamports);
            Assert.Equal(values.GetProperty("computeUnitLimit").GetUInt32(), message.Config.ComputeUnitLimit);
            Assert.Equal(
                values.GetProperty("loadedAccountsDataSizeLimit").GetUInt32(),
                message.Config.LoadedAccountsDataBytesMax);
        }

        Assert.Equal(bytes, transaction.Serialize());
    }

    public static void DecodeInvalid(JsonElement input, JsonElement expected)
    {
        Assert.True(expected.Flag("error"));
        Assert.False(TransactionDecoder.TryDecode(input.Base64("transactionBase64"), out _));
    }

    private static PaymentTransaction Payment(
        JsonElement input, Address buyer, Address? feePayer, TokenMint token) =>
        new()
        {
            Version = Version(input.GetProperty("version")),
            Blockhash = Blockhash.Parse(input.Text("blockhash")),
            Buyer = buyer,
            FeePayer = feePayer,
            Token = token,
            Merchant = new PaymentShare(
                Address.Parse(input.Text("merchant")), input.U64("amount"), input.Flag("createMerchantAta")),
            Fee = input.Maybe("fee") is { } fee
                ? new PaymentShare(
                    Address.Parse(fee.Text("recipient")), fee.U64("amount"), fee.Flag("createAta"))
                : null,
            References = [.. input.Texts("references").Select(Address.Parse)],
            Memo = input.Maybe("memo")?.GetString(),
            ComputeUnitLimit = input.Maybe("computeUnitLimit")?.GetUInt32(),
            ComputeUnitPriceMicroLamports = input.Maybe("computeUnitPriceMicroLamports") is { } price
                ? ulong.Parse(price.GetString()!, CultureInfo.InvariantCulture)
                : null,
            Nonce = input.Maybe("nonce") is { } nonce
                ? new DurableNonce(
                    Address.Parse(nonce.Text("account")), Address.Parse(nonce.Text("authority")))
                : null,
        };

    private static void CheckPayment(PaymentTransaction payment, Transaction signed, JsonElement expected)
    {
        var wanted = expected.GetProperty("instructions").EnumerateArray().Select(ReadInstruction).ToArray();
        var built = payment.Instructions().ToArray();
        Assert.Equal(wanted.Select(item => item.ProgramId), built.Select(item => item.ProgramId));
        Assert.Equal(wanted.SelectMany(item => item.Accounts), built.SelectMany(item => item.Accounts));
        Assert.Equal(wanted.Select(item => Hex(item.Data)), built.Select(item => Hex(item.Data)));

        CheckMessage(signed.Message, expected);
        Assert.Equal(
            expected.Texts("signatures"), signed.Signatures.Select(signature => signature.ToString()));
        Assert.Equal(expected.Text("transactionBase64"), signed.ToBase64());
        Assert.Equal(expected.GetProperty("sizeBytes").GetInt32(), signed.Serialize().Length);
        Assert.Equal(signed.IsFullySigned, signed.HasValidSignatures());
        Assert.Equal(payment.Nonce is not null, signed.Message.UsesDurableNonce);

        var read = TransactionDecoder.Decode(signed.Serialize());
        Assert.Equal(signed.Signatures, read.Signatures);
        Assert.Equal(signed.Message.Bytes.ToArray(), read.Message.Bytes.ToArray());
    }

    internal static void CheckMessage(Message message, JsonElement expected)
    {
        CheckKeys(message, expected);
        Assert.Equal(expected.Text("messageBase64"), Convert.ToBase64String(message.Bytes.Span));
        var read = TransactionDecoder.DecodeMessage(message.Bytes);
        Assert.Equal(message.AccountKeys, read.AccountKeys);
        Assert.Equal(message.Header, read.Header);
    }

    private static void CheckKeys(Message message, JsonElement expected)
    {
        var header = message.Header;
        byte[] counts = [header.Required, header.ReadonlySigned, header.ReadonlyUnsigned];
        Assert.Equal(Numbers(expected, "header"), counts);
        Assert.Equal(expected.Texts("accountKeys"), message.AccountKeys.Select(key => key.ToString()));
    }

    internal static Instruction ReadInstruction(JsonElement element) => new(
        Address.Parse(element.Text("programId")),
        [
            .. element.GetProperty("accounts").EnumerateArray().Select(account => new AccountMeta(
                Address.Parse(account.Text("pubkey")), account.Flag("isSigner"), account.Flag("isWritable"))),
        ],
        element.Hex("dataHex"));

    internal static MessageVersion Version(JsonElement version) =>
        version.ValueKind == JsonValueKind.Number ? MessageVersion.V0 : MessageVersion.Legacy;

    private static byte[] Numbers(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(number => number.GetByte())];

    private static string Ata(Address owner, TokenMint token) =>
        AssociatedToken.AddressOf(owner, token.Address, token.TokenProgram).ToString();

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);
}
