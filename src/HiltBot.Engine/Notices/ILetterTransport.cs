namespace HiltBot.Engine.Notices;

/// <summary>A letter to one address, in plain text.</summary>
/// <param name="ReplyTo">Where an answer goes; null: to the sender.</param>
/// <param name="SenderName">Shown beside the installation's own address.</param>
public sealed record Letter(
    string To, string Subject, string Text, string? SenderName, string? ReplyTo, IReadOnlyList<LetterFile> Files);

public sealed record LetterFile(string Name, string MediaType, byte[] Content);

/// <summary>What became of a letter.</summary>
public abstract record LetterOutcome
{
    private LetterOutcome()
    {
    }

    /// <summary>A mail server took it; whether anybody reads it is another matter.</summary>
    public sealed record Taken : LetterOutcome;

    /// <summary>No mail server is configured (<c>HiltBot:Mail:Host</c>).</summary>
    public sealed record NotConfigured : LetterOutcome;

    /// <summary>The mail server refuses this recipient.</summary>
    public sealed record RecipientRefused : LetterOutcome;

    /// <summary>The mail server did not take it; perhaps later.</summary>
    public sealed record Failed : LetterOutcome;
}

/// <summary>Brings letters to a mail server. Never throws for what a mail server does.</summary>
public interface ILetterTransport
{
    Task<LetterOutcome> SendAsync(Letter letter, CancellationToken cancellationToken);
}
