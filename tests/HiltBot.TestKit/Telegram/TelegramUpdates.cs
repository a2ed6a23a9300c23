using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

/// <summary>Updates on their way to the bot: fetched by polling or posted to its webhook, in order and once unless a test wants
/// otherwise.</summary>
public sealed partial class TelegramUpdates
{
    private static readonly string[] AskedForOnly =
        ["chat_member", "message_reaction", "message_reaction_count"];

    private readonly StandInTelegram telegram;
    private readonly List<Waiting> pending = [];
    private readonly List<JsonObject> made = [];
    private readonly CancellationTokenSource end = new();
    private readonly Task posting;
    private HashSet<string>? allowed;
    private TaskCompletionSource<string>? poller;
    private long lastId = 820_000_000;
    private int duplicates;
    private bool isHeld;

    internal TelegramUpdates(StandInTelegram telegram)
    {
        this.telegram = telegram;
        posting = Task.Run(PostAllAsync);
    }

    /// <summary>How many wait to be fetched or posted.</summary>
    public int Pending => Read(() => pending.Count);

    /// <summary>How many were made so far.</summary>
    public long Count => Read(() => made.Count);

    /// <summary>How often a second poller, or one beside a webhook, met another (409).</summary>
    public int Conflicts { get; private set; }

    /// <summary>Whether somebody waits for updates at this moment.</summary>
    public bool IsPolled => Read(() => poller is not null);

    /// <summary>Every batch, and everything that is posted, in the wrong order: the latest first.</summary>
    public bool AreReversed { get; set; }

    /// <summary>Every update that was made, as JSON.</summary>
    public IReadOnlyList<JsonObject> All => Read(() => made.Select(one => one.DeepClone().AsObject()).ToList());

    /// <summary>What the bot asked for last (<c>allowed_updates</c>); null: nothing said, so everything but the rare kinds.</summary>
    public IReadOnlyCollection<string>? Allowed => Read(() => allowed?.ToList());

    public IReadOnlyList<JsonObject> OfKind(string kind) =>
        [.. All.Where(one => one.ContainsKey(kind)).Select(one => one[kind]!.DeepClone().AsObject())];

    /// <summary>So many of the next updates come twice, with the same number.</summary>
    public void DuplicateNext(int updates = 1) => Read(() => duplicates += updates);

    /// <summary>Everything that was ever made comes again, once.</summary>
    public void Again()
    {
        Read(() =>
        {
            pending.AddRange(made.Select(one => new Waiting(one, telegram.Time.GetUtcNow(), IsRepeat: true)));
            return 0;
        });
        telegram.Changed();
    }

    /// <summary>Nothing is delivered until <see cref="Release"/>.</summary>
    public void HoldBack() => Read(() => isHeld = true);

    public void Release()
    {
        Read(() => isHeld = false);
        telegram.Changed();
    }

    /// <summary>Puts an update of a test's own making into the queue, with the next number.</summary>
    public long Push(string kind, JsonObject content)
    {
        var id = Read(() =>
        {
            Enqueue(kind, content);
            return lastId;
        });
        telegram.Changed();
        return id;
    }

    /// <summary>Called under the world's lock.</summary>
    internal void Add(string kind, JsonObject content)
    {
        if (allowed is { } asked ? asked.Contains(kind) : !AskedForOnly.Contains(kind))
        {
            Enqueue(kind, content);
        }
    }

    internal void Allow(JsonNode? kinds)
    {
        if (kinds is JsonArray list)
        {
            // An empty list is Telegram's word for the usual kinds.
            allowed = list.Count == 0 ? null : [.. list.Select(kind => kind!.ToString())];
        }
    }

    internal async Task<JsonArray> PollAsync(BotRequest request, CancellationToken gone)
    {
        var mine = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var timeout = TimeSpan.FromSeconds(Math.Clamp(request.Number("timeout") ?? 0, 0, 50));
        Begin(request, mine);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(gone, end.Token);
        try
        {
            var enough = timeout > TimeSpan.Zero ? Task.Delay(timeout, telegram.Time, over.Token) : Task.CompletedTask;
            while (true)
            {
                var next = telegram.ChangeAsync();
                if (Take(request, mine) is { Count: > 0 } batch)
                {
                    return batch;
                }

                if (enough.IsCompleted)
                {
                    end.Token.ThrowIfCancellationRequested();
                    gone.ThrowIfCancellationRequested();
                    return [];
                }

                await Task.WhenAny(next, enough, mine.Task);
            }
        }
        finally
        {
            lock (telegram.Gate)
            {
                poller = poller == mine ? null : poller;
            }

            await over.CancelAsync();
        }
    }

    internal async Task CloseAsync()
    {
        await end.CancelAsync();
        await posting;
    }

    private void Begin(BotRequest request, TaskCompletionSource<string> mine)
    {
        lock (telegram.Gate)
        {
            if (webhook is not null)
            {
                Conflicts++;
                throw TelegramRefusal.Conflict(
                    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
            }

            if (poller is not null)
            {
                Conflicts++;
                poller.TrySetResult(
                    "terminated by other getUpdates request; make sure that only one bot instance is running");
            }

            poller = mine;
            Allow(request.Node("allowed_updates"));
            Confirm(request.Number("offset") ?? 0);
        }
    }

    private void Confirm(long offset)
    {
        if (offset < 0)
        {
            var kept = pending.Skip(Math.Max(0, pending.Count + (int)offset)).ToList();
            pending.Clear();
            pending.AddRange(kept);
        }

        pending.RemoveAll(one => !one.IsRepeat && offset > 0 && one.Id < offset);
    }

    private JsonArray Take(BotRequest request, TaskCompletionSource<string> mine)
    {
        lock (telegram.Gate)
        {
            if (mine.Task.IsCompleted)
            {
                throw TelegramRefusal.Conflict(mine.Task.Result);
            }

            ForgetOld();
            var limit = (int)Math.Clamp(request.Number("limit") ?? 100, 1, 100);
            var batch = isHeld ? [] : pending.Take(limit).ToList();
            pending.RemoveAll(one => one.IsRepeat && batch.Contains(one));
            if (AreReversed)
            {
                batch.Reverse();
            }

            return [.. batch.Select(one => (JsonNode)one.Json.DeepClone())];
        }
    }

    private void ForgetOld()
    {
        var oldest = telegram.Time.GetUtcNow() - telegram.Options.UpdateLifetime;
        pending.RemoveAll(one => one.MadeAt < oldest);
    }

    private void Enqueue(string kind, JsonObject content)
    {
        var json = new JsonObject { ["update_id"] = ++lastId, [kind] = content };
        made.Add(json);
        pending.Add(new(json, telegram.Time.GetUtcNow(), IsRepeat: false));
        if (duplicates > 0)
        {
            duplicates--;
            pending.Add(new(json, telegram.Time.GetUtcNow(), IsRepeat: true));
        }
    }

    private T Read<T>(Func<T> look)
    {
        lock (telegram.Gate)
        {
            return look();
        }
    }

    private sealed record Waiting(JsonObject Json, DateTimeOffset MadeAt, bool IsRepeat)
    {
        public long Id => (long)Json["update_id"]!;

        public bool Equals(Waiting? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
