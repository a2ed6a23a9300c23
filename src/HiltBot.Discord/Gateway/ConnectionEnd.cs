namespace HiltBot.Discord.Gateway;

/// <summary>Why a connection ended, and what is next.</summary>
internal abstract record ConnectionEnd
{
    private ConnectionEnd()
    {
    }

    /// <summary>Connect again, at the earliest after <paramref name="Wait"/>; resume where there is a
    /// session.</summary>
    public sealed record Again(string Why, TimeSpan Wait) : ConnectionEnd;

    /// <summary>The session is gone: connect again and identify.</summary>
    public sealed record Anew(string Why, TimeSpan Wait) : ConnectionEnd;

    /// <summary>Nobody was there.</summary>
    public sealed record Unreachable(string Why) : ConnectionEnd;

    /// <summary>Do not come back before somebody has mended it.</summary>
    public sealed record Stopped(string Sentence) : ConnectionEnd;

    /// <summary>This node ended it.</summary>
    public sealed record Left : ConnectionEnd;
}
