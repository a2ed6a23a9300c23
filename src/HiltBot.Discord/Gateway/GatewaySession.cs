namespace HiltBot.Discord.Gateway;

/// <summary>What outlives a connection, so that the next one misses nothing.</summary>
internal sealed class GatewaySession
{
    // 0: nothing was heard yet. Written by whoever reads, read by the heart.
    private long sequence;

    /// <summary>Null: there is nothing to resume.</summary>
    public string? Id { get; private set; }

    public Uri? ResumeUrl { get; private set; }

    /// <summary>Number of the last event; null before the first.</summary>
    public long? Sequence => Volatile.Read(ref sequence) is var last and > 0 ? last : null;

    public bool IsResumable => Id is not null && Sequence is not null;

    public void Begin(string? id, string? resumeUrl)
    {
        Id = id;
        ResumeUrl = Uri.TryCreate(resumeUrl, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss" ? url : null;
    }

    public void Heard(long? number)
    {
        if (number is { } heard)
        {
            Volatile.Write(ref sequence, heard);
        }
    }

    public void Forget()
    {
        Id = null;
        ResumeUrl = null;
        Volatile.Write(ref sequence, 0);
    }

    /// <summary>The address for resuming did not answer: the gateway's own is taken.</summary>
    public void ForgetUrl() => ResumeUrl = null;
}
