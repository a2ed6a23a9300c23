using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Pay;

/// <summary>
/// A Solana Pay link by which the wallet builds the transfer itself (solana.md, section 4). It usually creates
/// no token account: the recipient's must exist before such a link is shown.
/// </summary>
public sealed record TransferRequest
{
    /// <summary>A wallet, never a token account.</summary>
    public required Address Recipient { get; init; }

    /// <summary>Null: the payer types it.</summary>
    public PayAmount? Amount { get; init; }

    /// <summary>The mint; null: SOL.</summary>
    public Address? SplToken { get; init; }

    /// <summary>In the order in which the instruction names them.</summary>
    public IReadOnlyList<Address> References { get; init; } = [];

    public string? Label { get; init; }

    public string? Message { get; init; }

    /// <summary>It goes on the chain for ever: nothing about a person.</summary>
    public string? Memo { get; init; }

    /// <summary>Blanks are written %20: some wallets show a plus as a plus.</summary>
    /// <exception cref="InvalidOperationException">It would be over 2,048 characters.</exception>
    public string ToUrl()
    {
        var query = new PayQuery();
        query.Add("amount", Amount?.ToString());
        query.Add("spl-token", SplToken?.ToString());
        foreach (var reference in References)
            query.Add("reference", reference.ToString());
        query.Add("label", Label);
        query.Add("message", Message);
        query.Add("memo", Memo);
        return query.UrlOf(Recipient.ToString());
    }

    internal static PayUrl Read(string path, PayQuery query)
    {
        if (!Address.TryParse(path, out var recipient))
            return new PayUrl.Refused(PayUrlFault.Recipient);

        PayAmount? amount = null;
        if (query.First("amount") is { } amountText)
        {
            if (!PayAmount.TryParse(amountText, out var read))
                return new PayUrl.Refused(PayUrlFault.Amount);
            amount = read;
        }

        Address? mint = null;
        if (query.First("spl-token") is { } mintText)
        {
            if (!Address.TryParse(mintText, out var read))
                return new PayUrl.Refused(PayUrlFault.Token);
            mint = read;
        }

        var references = new List<Address>();
        foreach (var text in query.All("reference"))
        {
            if (!Address.TryParse(text, out var reference))
                return new PayUrl.Refused(PayUrlFault.Reference);
            references.Add(reference);
        }

        return new PayUrl.Transfer(new TransferRequest
        {
            Recipient = recipient,
            Amount = amount,
            SplToken = mint,
            References = references,
            Label = query.Text("label"),
            Message = query.Text("message"),
            Memo = query.Text("memo"),
        });
    }
}
