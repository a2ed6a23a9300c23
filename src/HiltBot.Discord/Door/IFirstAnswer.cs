namespace HiltBot.Discord.Door;

internal enum FirstAnswered
{
    Done,

    /// <summary>It was answered before: by a repeated delivery, or by a call whose own answer was
    /// lost.</summary>
    Already,

    /// <summary>More than three seconds have passed.</summary>
    TooLate,

    Failed,
}

/// <summary>
/// The way back for the first answer to an interaction, which Discord wants within three seconds and takes
/// once.
/// </summary>
internal interface IFirstAnswer
{
    /// <param name="body">Type and data
    /// (discord.com/developers/docs/interactions/receiving-and-responding).</param>
    Task<FirstAnswered> SendAsync(InteractionResponse body, CancellationToken cancellationToken);

    /// <summary>Somebody else answers.</summary>
    void StaySilent();
}

/// <summary>The first answer as Discord takes it.</summary>
internal sealed record InteractionResponse(int Type, object? Data = null)
{
    public const int PongType = 1;
    public const int MessageType = 4;
    public const int DeferredMessageType = 5;
    public const int DeferredUpdateType = 6;
    public const int UpdateType = 7;
    public const int ChoicesType = 8;
    public const int FormType = 9;
}
