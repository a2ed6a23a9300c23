namespace HiltBot.Discord.Rest;

/// <summary>Something that lets calls pass at its own pace.</summary>
internal interface IRateGate
{
    /// <summary>Owed once for each pass.</summary>
    /// <param name="sentAt">When the call left (<see cref="RestClock.Now"/>).</param>
    void Leave(RateNews news, TimeSpan sentAt);
}

/// <param name="Gate">Null: it may not leave, and would have to wait so long.</param>
internal sealed record RatePass(IRateGate? Gate, TimeSpan Wait);

/// <summary>What became of a call that had its pass.</summary>
internal abstract record RateNews
{
    private RateNews()
    {
    }

    public sealed record Answered(RateHeaders Headers) : RateNews;

    public sealed record TooMany(TimeSpan RetryAfter) : RateNews;

    /// <summary>No answer: the server may have counted it.</summary>
    public sealed record Lost : RateNews;

    public sealed record NotSent : RateNews;
}
