using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

public enum DiscordAct
{
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    Modal = 5,
}

/// <summary>
/// Something that a person did, and what they see of it. Waiting takes real time (half a minute at most) and ends in a
/// failure that tells what was seen.
/// </summary>
public sealed class DiscordInteraction
{
    internal static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(3);
    internal static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);

    private readonly StandInDiscord discord;

    internal DiscordInteraction(StandInDiscord discord, ulong id, DiscordAct act, UserState user, ChannelState channel)
    {
        this.discord = discord;
        Number = id;
        Act = act;
        User = user;
        Channel = channel;
        MadeAt = discord.Time.GetUtcNow();
        Token = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"interaction:{id}:stand-in"))
            .Replace('+', '-').Replace('/', '_').TrimEnd('=');
    }

    public string Id => Number.Text();

    public string Token { get; }

    public DiscordAct Act { get; }

    public string UserId => User.Id.Text();

    public DateTimeOffset MadeAt { get; }

    /// <summary>When the first answer came; null: none yet.</summary>
    public DateTimeOffset? AnsweredAt { get; internal set; }

    /// <summary>The first answer's type (4 message, 5 deferred, 6 deferred update, 7 update, 8 choices, 9 modal).</summary>
    public int AnswerType { get; internal set; }

    /// <summary>"This application did not respond": nothing came within three seconds.</summary>
    public bool HasFailed { get; internal set; }

    public bool IsEphemeral { get; internal set; }

    /// <summary>Beats when this interaction changes: hundreds may be waited for at once.</summary>
    internal Pulse Changes { get; } = new();

    internal ulong Number { get; }

    internal UserState User { get; }

    internal ChannelState Channel { get; }

    /// <summary>The message whose button was pressed.</summary>
    internal MessageState? Source { get; init; }

    internal MessageState? Original { get; set; }

    internal int Edits { get; set; }

    internal JsonObject? Data { get; set; }

    internal JsonObject? AnswerData { get; set; }

    internal List<MessageState> Followups { get; } = [];

    internal ITimer? Deadline { get; set; }

    internal bool IsLate => HasFailed || (AnsweredAt is null && discord.Time.GetUtcNow() - MadeAt >= AnswerTime);

    internal bool IsOver => discord.Time.GetUtcNow() - MadeAt >= TokenLifetime;

    /// <summary>The message that the person sees in the end: a deferred one when it has been filled in.</summary>
    public Task<ShownMessage> AnswerAsync() => SeeAsync(
        () => AnswerType switch
        {
            4 or 7 => new ShownMessage(Original!),
            5 when !Original!.IsLoading => new ShownMessage(Original),
            6 when Edits > 0 => new ShownMessage(Original!),
            8 or 9 => throw new InvalidOperationException($"Not a message but an answer of type {AnswerType} came."),
            _ => null,
        },
        "an answer");

    /// <summary>The first answer, whatever it is: its type.</summary>
    public async Task<int> FirstAnswerAsync() =>
        (int)await SeeAsync(() => AnswerType > 0 ? (object)AnswerType : null, "a first answer");

    /// <summary>The answer as it is after so many edits.</summary>
    public Task<ShownMessage> EditedAsync(int edits = 1) =>
        SeeAsync(() => Edits >= edits ? new ShownMessage(Original!) : null, $"{edits} edits");

    public Task<IReadOnlyList<ShownMessage>> FollowupsAsync(int count = 1) => SeeAsync<IReadOnlyList<ShownMessage>>(
        () => Followups.Count >= count ? [.. Followups.Select(one => new ShownMessage(one))] : null, $"{count} followups");

    public Task<ShownModal> ModalAsync() => SeeAsync(
        () => AnswerType switch
        {
            9 => Modal(),
            0 => null,
            _ => throw new InvalidOperationException($"Not a modal but an answer of type {AnswerType} came."),
        },
        "a modal");

    public Task<IReadOnlyList<DiscordChoice>> ChoicesAsync() => SeeAsync<IReadOnlyList<DiscordChoice>>(
        () => AnswerType == 8
            ? [.. ((JsonArray)AnswerData!["choices"]!).Select(one => new DiscordChoice(
                (string)one!["name"]!, one["value"]!.ToString()))]
            : null,
        "choices");

    /// <summary>The person is told that the application did not respond.</summary>
    public Task FailsAsync() => discord.UntilAsync(() => HasFailed ? this : null, "the interaction fails", Changes);

    internal ShownModal Modal() => new(
        (string)AnswerData!["custom_id"]!, (string)AnswerData["title"]!,
        [.. MessageRules.Inputs((JsonArray)AnswerData["components"]!).Select(input => (
            (string)input["custom_id"]!, (string?)input["label"] ?? string.Empty, (string?)input["value"] ?? string.Empty))]);

    private Task<T> SeeAsync<T>(Func<T?> look, string what)
        where T : class =>
        discord.UntilAsync(
            () => look() ?? (HasFailed ? throw new InvalidOperationException("This application did not respond.") : null),
            $"{User.Name} sees {what} to interaction {Id}", Changes);
}
