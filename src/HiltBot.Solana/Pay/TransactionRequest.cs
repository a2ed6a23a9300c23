namespace HiltBot.Solana.Pay;

/// <summary>
/// A Solana Pay link by which the wallet asks us for a transaction (solana.md, section 4): GET answers label
/// and icon, POST answers the transaction. Only https.
/// </summary>
public sealed record TransactionRequest
{
    public required Uri Link { get; init; }

    public string? Label { get; init; }

    public string? Message { get; init; }

    /// <summary>
    /// The link is bare when it can be, and a slash at its end is dropped then; else encoded as a whole.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The link is not https, has a fragment, or the whole would be over 2,048 characters.
    /// </exception>
    public string ToUrl()
    {
        if (!IsLink(Link) || Link.Fragment.Length > 0)
            throw new InvalidOperationException("A transaction request needs an https link without a fragment.");
        var query = new PayQuery();
        query.Add("label", Label);
        query.Add("message", Message);
        var link = Link.AbsoluteUri;
        return query.UrlOf(
            Link.Query.Length > 0 || link.Contains('%', StringComparison.Ordinal)
                ? Uri.EscapeDataString(link)
                : link.EndsWith('/') ? link[..^1] : link);
    }

    internal static PayUrl Read(string path, PayQuery query) =>
        Uri.TryCreate(Uri.UnescapeDataString(path), UriKind.Absolute, out var link) && IsLink(link)
            ? new PayUrl.Transaction(new TransactionRequest
            {
                Link = link,
                Label = query.Text("label"),
                Message = query.Text("message"),
            })
            : new PayUrl.Refused(PayUrlFault.Link);

    private static bool IsLink(Uri link) =>
        link.IsAbsoluteUri && link.Scheme == Uri.UriSchemeHttps && link.Host.Length > 0;
}
