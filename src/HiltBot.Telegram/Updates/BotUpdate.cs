using System.Text.Json;

namespace HiltBot.Telegram.Updates;

/// <summary>One update, whichever way it came.</summary>
/// <param name="Kind">The Bot API's name of its one member: <c>message</c>, <c>chat_member</c>, …</param>
/// <param name="Content">What stands under that name.</param>
public sealed record BotUpdate(long UpdateId, string Kind, JsonElement Content)
{
    /// <summary>The number as the engine keeps it, so that an update is acted on once.</summary>
    public string Key => UpdateId.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Whoever acts on some kinds of update. What it does may be done twice with one effect.</summary>
public interface IUpdateHandler
{
    /// <summary>Asked for in <c>allowed_updates</c>.</summary>
    IReadOnlyCollection<string> Kinds { get; }

    /// <exception cref="Exception">The update is not done and comes again; whoever reads something that makes no sense
    /// returns instead.</exception>
    Task HandleAsync(BotUpdate update, CancellationToken cancellationToken);
}
