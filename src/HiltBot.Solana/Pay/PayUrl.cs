namespace HiltBot.Solana.Pay;

/// <summary>Which part of a link is wrong.</summary>
public enum PayUrlFault
{
    Length,
    Protocol,
    Recipient,
    Amount,
    Token,
    Reference,
    Link,
}

/// <summary>What a <c>solana:</c> link asks for. What readers do not know they ignore.</summary>
public abstract record PayUrl
{
    /// <summary>Characters; the reference parser refuses longer ones.</summary>
    public const int LengthMax = 2_048;

    internal const string Scheme = "solana:";

    private PayUrl()
    {
    }

    public sealed record Transfer(TransferRequest Request) : PayUrl;

    public sealed record Transaction(TransactionRequest Request) : PayUrl;

    public sealed record Refused(PayUrlFault Fault) : PayUrl;

    public static PayUrl Read(string url)
    {
        if (url.Length > LengthMax)
            return new Refused(PayUrlFault.Length);
        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return new Refused(PayUrlFault.Protocol);

        var rest = url[Scheme.Length..];
        var fragment = rest.IndexOf('#', StringComparison.Ordinal);
        if (fragment >= 0)
            rest = rest[..fragment];
        var mark = rest.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? rest : rest[..mark];
        var query = PayQuery.Read(mark < 0 ? "" : rest[(mark + 1)..]);

        // A wallet's address holds neither sign: either marks a link.
        return path.AsSpan().ContainsAny(':', '%')
            ? TransactionRequest.Read(path, query)
            : TransferRequest.Read(path, query);
    }
}
