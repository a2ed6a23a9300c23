namespace HiltBot.Discord.Gateway;

/// <summary>Where a shard stands on this node.</summary>
public enum ShardStanding
{
    /// <summary>Another node runs it, or nobody yet.</summary>
    Elsewhere,

    Connecting,

    /// <summary>Events flow.</summary>
    Ready,

    /// <summary>Discord refuses it until somebody mends what <see cref="GatewayState.Problem"/>
    /// says.</summary>
    Stopped,
}

/// <summary>How the connection to Discord stands, for <c>/health</c> and for whoever needs to know who the
/// bot is.</summary>
public sealed class GatewayState
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<int, ShardStanding> shards = [];

    /// <summary>Why the bot does not connect any more, in one sentence that says who clicks what; null: all
    /// is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>Known since the first READY.</summary>
    public string? BotUserId { get; private set; }

    /// <summary>Known since the first READY.</summary>
    public string? ApplicationId { get; private set; }

    /// <summary>Every shard of the bot by its number; empty before Discord has said how many there
    /// are.</summary>
    public IReadOnlyDictionary<int, ShardStanding> Shards
    {
        get
        {
            lock (gate)
            {
                return new SortedDictionary<int, ShardStanding>(shards);
            }
        }
    }

    internal void Stand(int shard, ShardStanding standing)
    {
        lock (gate)
        {
            shards[shard] = standing;
        }
    }

    internal void Stop(string sentence) => Problem = sentence;

    internal void Know(string? botUserId, string? applicationId)
    {
        BotUserId = botUserId ?? BotUserId;
        ApplicationId = applicationId ?? ApplicationId;
    }
}
