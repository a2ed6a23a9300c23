using System.Text.Json;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Pay;

namespace HiltBot.Solana.Tests.Vectors;

internal static class PayVectors
{
    public static void Transfer(JsonElement input, JsonElement expected)
    {
        var request = Request(input, "reference");
        Assert.Equal(expected.Text("preferred"), request.ToUrl());
        Assert.Contains(request.ToUrl(), expected.Texts("accepted"));
        foreach (var url in expected.Texts("accepted"))
            Check(request, PayUrl.Read(url));
    }

    public static void Transaction(JsonElement input, JsonElement expected)
    {
        var request = new TransactionRequest
        {
            Link = new Uri(input.Text("link")),
            Label = input.Maybe("label")?.GetString(),
            Message = input.Maybe("message")?.GetString(),
        };
        Assert.Equal(expected.Text("preferred"), request.ToUrl());
        foreach (var url in expected.Texts("accepted"))
            Assert.Equal(request, Assert.IsType<PayUrl.Transaction>(PayUrl.Read(url)).Request);
    }

    public static void Parse(JsonElement input, JsonElement expected)
    {
        var read = PayUrl.Read(input.Text("url"));
        if (expected.Flag("error"))
        {
            var fault = Assert.IsType<PayUrl.Refused>(read).Fault;
            Assert.Equal(expected.Text("why"), $"{fault.ToString().ToLowerInvariant()} invalid");
        }
        else if (expected.Maybe("link") is { } link)
        {
            var request = Assert.IsType<PayUrl.Transaction>(read).Request;
            Assert.Equal(link.GetString(), request.Link.AbsoluteUri);
            Assert.Equal(expected.Maybe("label")?.GetString(), request.Label);
            Assert.Equal(expected.Maybe("message")?.GetString(), request.Message);
        }
        else
        {
            Check(Request(expected, "references"), read);
        }
    }

    private static TransferRequest Request(JsonElement element, string references) => new()
    {
        Recipient = element.Key("recipient"),
        Amount = element.Maybe("amount") is { } amount ? Amount(amount.GetString()!) : null,
        SplToken = element.Maybe("splToken") is { } mint ? Address.Parse(mint.GetString()!) : null,
        References = element.Maybe(references) is null
            ? []
            : [.. element.Texts(references).Select(Address.Parse)],
        Label = element.Maybe("label")?.GetString(),
        Message = element.Maybe("message")?.GetString(),
        Memo = element.Maybe("memo")?.GetString(),
    };

    private static void Check(TransferRequest wanted, PayUrl read)
    {
        var request = Assert.IsType<PayUrl.Transfer>(read).Request;
        Assert.Equal(wanted.References, request.References);
        Assert.Equal(wanted, request with { References = wanted.References });
    }

    private static PayAmount Amount(string text)
    {
        Assert.True(PayAmount.TryParse(text, out var amount));
        Assert.Equal(text, amount.ToString());
        return amount;
    }
}
