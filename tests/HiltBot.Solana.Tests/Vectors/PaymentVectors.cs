using System.Text.Json;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;

namespace HiltBot.Solana.Tests.Vectors;

internal static class PaymentVectors
{
    public static void Check(JsonElement input, JsonElement expected)
    {
        var wanted = input.GetProperty("expect");
        var finding = PaymentCheck.Between(
            new ExpectedPayment(
                Address.Parse(VectorFile.Text(wanted, "recipient")),
                Address.Parse(VectorFile.Text(wanted, "mint")),
                ProgramIds.Token,
                VectorFile.U64(wanted, "amount"),
                Address.Parse(VectorFile.Text(wanted, "reference")),
                DateTimeOffset.FromUnixTimeSeconds(wanted.GetProperty("sessionExpiresAt").GetInt64())),
            TransactionReading.Read(input.GetProperty("transaction")));

        Assert.Equal(VectorFile.Flag(expected, "failed"), finding.HasFailed);
        Assert.Equal(VectorFile.Flag(expected, "referencePresent"), finding.NamesReference);
        Assert.Equal((Int128)VectorFile.U64(expected, "creditedToAta"), finding.CreditedToAccount);
        Assert.Equal((Int128)VectorFile.U64(expected, "creditedToOwner"), finding.CreditedToOwner);
        Assert.Equal(VectorFile.Flag(expected, "paid"), finding.IsPaid);
        Assert.Equal(VectorFile.Flag(expected, "afterExpiry"), finding.IsAfterExpiry);
    }
}
