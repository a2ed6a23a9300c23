using System.Diagnostics.CodeAnalysis;
using System.Text;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.SignIn;

/// <summary>
/// The text by which a wallet signs in (solana.md, section 8). Null means that a field is not there, which is
/// something else than an empty one. Fields are kept as text: what was asked for and what was signed are
/// compared letter by letter.
/// </summary>
public sealed record SignInText
{
    /// <summary>Characters; nobody reads more before signing.</summary>
    public const int LengthMax = 4_096;

    private const string Wants = " wants you to sign in with your Solana account:";
    private const string ResourcesHead = "Resources:";
    private const string ResourceMark = "- ";

    private static readonly string[] Heads =
    [
        "URI: ", "Version: ", "Chain ID: ", "Nonce: ", "Issued At: ", "Expiration Time: ", "Not Before: ",
        "Request ID: ",
    ];

    public required string Domain { get; init; }

    public required Address Address { get; init; }

    /// <summary>One line.</summary>
    public string? Statement { get; init; }

    public string? Uri { get; init; }

    public string? Version { get; init; }

    public string? ChainId { get; init; }

    /// <summary>At least 8 characters, ours, used once.</summary>
    public string? Nonce { get; init; }

    /// <summary>ISO 8601, as are the other times.</summary>
    public string? IssuedAt { get; init; }

    public string? ExpirationTime { get; init; }

    public string? NotBefore { get; init; }

    public string? RequestId { get; init; }

    public IReadOnlyList<string>? Resources { get; init; }

    private string?[] Fields =>
        [Uri, Version, ChainId, Nonce, IssuedAt, ExpirationTime, NotBefore, RequestId];

    /// <summary>No line feed at the end.</summary>
    /// <exception cref="InvalidOperationException">A field could be read as something else.</exception>
    public string ToText() => TryWrite(out var text)
        ? text
        : throw new InvalidOperationException("A sign-in field is empty, too long, or reads as another.");

    /// <summary>Only the one spelling that <see cref="ToText"/> would write.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SignInText? read)
    {
        read = null;
        if (text.Length > LengthMax)
            return false;
        var lines = text.Split('\n');
        if (lines.Length < 2 || !lines[0].EndsWith(Wants, StringComparison.Ordinal)
            || !Address.TryParse(lines[1], out var address))
        {
            return false;
        }

        var rest = lines.AsSpan(2);
        string? statement = null;
        if (rest.Length >= 2 && !IsField(rest[1]))
        {
            statement = rest[1];
            rest = rest[2..];
        }

        var fields = new string?[Heads.Length];
        string[]? resources = null;
        if (!rest.IsEmpty && !TryReadFields(rest[1..], fields, out resources))
            return false;
        var candidate = new SignInText
        {
            Domain = lines[0][..^Wants.Length],
            Address = address,
            Statement = statement,
            Uri = fields[0],
            Version = fields[1],
            ChainId = fields[2],
            Nonce = fields[3],
            IssuedAt = fields[4],
            ExpirationTime = fields[5],
            NotBefore = fields[6],
            RequestId = fields[7],
            Resources = resources,
        };

        // Blank lines, order and spelling are held by writing it again: there is one text for one meaning.
        if (!candidate.TryWrite(out var again) || again != text)
            return false;
        read = candidate;
        return true;
    }

    /// <summary>
    /// The first field in which the other differs, absence included; null when all are equal.
    /// </summary>
    public string? FirstDifference(SignInText other)
    {
        if (Domain != other.Domain)
            return nameof(Domain);
        if (Address != other.Address)
            return nameof(Address);
        if (Statement != other.Statement)
            return nameof(Statement);
        string?[] mine = Fields, theirs = other.Fields;
        for (var i = 0; i < Heads.Length; i++)
        {
            if (mine[i] != theirs[i])
                return Heads[i].TrimEnd(' ', ':');
        }

        var areSame = Resources is null || other.Resources is null
            ? Resources is null && other.Resources is null
            : Resources.SequenceEqual(other.Resources);
        return areSame ? null : nameof(Resources);
    }

    private static bool TryReadFields(ReadOnlySpan<string> lines, string?[] fields, out string[]? resources)
    {
        resources = null;
        var at = 0;
        for (var i = 0; i < Heads.Length && at < lines.Length; i++)
        {
            if (lines[at].StartsWith(Heads[i], StringComparison.Ordinal))
                fields[i] = lines[at++][Heads[i].Length..];
        }

        if (at == lines.Length)
            return at > 0;
        if (lines[at++] != ResourcesHead)
            return false;
        resources = new string[lines.Length - at];
        for (var i = 0; i < resources.Length; i++)
        {
            var line = lines[at + i];
            if (!line.StartsWith(ResourceMark, StringComparison.Ordinal))
                return false;
            resources[i] = line[ResourceMark.Length..];
        }

        return true;
    }

    private bool TryWrite([NotNullWhen(true)] out string? text)
    {
        text = null;
        var fields = Fields;
        string?[] all = [Domain, Statement, .. fields, .. Resources ?? []];
        if (all.Any(value => value is not null && !IsLine(value))
            || Domain.Contains(Wants, StringComparison.Ordinal)
            || (Statement is not null && IsField(Statement)))
        {
            return false;
        }

        var written = new StringBuilder().Append(Domain).Append(Wants).Append('\n').Append(Address);
        if (Statement is not null)
            written.Append("\n\n").Append(Statement);
        if (Resources is not null || fields.Any(field => field is not null))
            written.Append('\n');
        for (var i = 0; i < Heads.Length; i++)
        {
            if (fields[i] is not null)
                written.Append('\n').Append(Heads[i]).Append(fields[i]);
        }

        if (Resources is not null)
            written.Append('\n').Append(ResourcesHead);
        foreach (var resource in Resources ?? [])
            written.Append('\n').Append(ResourceMark).Append(resource);
        text = written.Length <= LengthMax ? written.ToString() : null;
        return text is not null;
    }

    private static bool IsLine(string value) => value.Length > 0 && !value.Any(char.IsControl);

    private static bool IsField(string line) => line == ResourcesHead
        || Heads.Any(head => line.StartsWith(head, StringComparison.Ordinal));
}
