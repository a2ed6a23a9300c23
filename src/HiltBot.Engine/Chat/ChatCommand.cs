namespace HiltBot.Engine.Chat;

/// <summary>
/// One topic of conversation: what its command, buttons, menus and forms do. It runs inside the turn's transaction; a way
/// of asking that it does not know is refused.
/// </summary>
internal abstract class ChatCommand
{
    /// <summary>
    /// The wallet that this turn has to know about: it is looked at on the ledger before the transaction, and
    /// what was seen is <see cref="ChatTurn.Look"/>. Null: none.
    /// </summary>
    /// <param name="turn">Only to read from.</param>
    public virtual Task<WalletQuestion?> AsksAsync(
        ChatTurn turn, Route route, CancellationToken cancellationToken) =>
            Task.FromResult<WalletQuestion?>(null);

    public virtual Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken) =>
        Task.FromResult(Replies.UnknownCommand(words.Name));

    public virtual Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        Task.FromResult(Replies.UnknownButton());

    public virtual Task<ChatReply> ChosenAsync(
        ChatTurn turn, ActionId action, string value, CancellationToken cancellationToken) =>
        Task.FromResult(Replies.UnknownButton());

    public virtual Task<ChatReply> SubmittedAsync(
        ChatTurn turn, ActionId action, CommandWords fields, CancellationToken cancellationToken) =>
        Task.FromResult(Replies.UnknownButton());
}

/// <param name="TokenMints">What it is to receive; null: everything that the workspace sells in.</param>
internal sealed record WalletQuestion(string Wallet, IReadOnlyList<string>? TokenMints);

/// <summary>Options of a command or fields of a form, read one by one; all of it is untrusted.</summary>
internal sealed record CommandWords(string Name, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>One clean line; empty where nothing was said.</summary>
    public string Line(string name, int lengthMax = PlainText.LineMax) =>
        PlainText.Line(Options.GetValueOrDefault(name), lengthMax);

    public string Body(string name, int lengthMax) => PlainText.Body(Options.GetValueOrDefault(name), lengthMax);

    public bool Has(string name) => Line(name).Length > 0;

    /// <summary>The first option that the command does not have; null when all are known.</summary>
    public string? Unknown(CommandSpec spec) => Options.Keys.FirstOrDefault(
        name => spec.Options.All(option => option.Name != name));

    /// <summary>What is missing or not one of the choices, as a sentence; null when all is well.</summary>
    public string? Problem(CommandSpec spec)
    {
        if (Unknown(spec) is { } unknown)
        {
            var known = spec.Options.Count == 0
                ? "It takes no options."
                : $"It takes: {Texts.List(spec.Options.Select(option => option.Name).ToList())}.";
            return unknown == "more"
                ? $"That is more than /{spec.Name} takes. {known}"
                : $"/{spec.Name} has no option \"{PlainText.Line(unknown, 32)}\". {known}";
        }

        foreach (var option in spec.Options)
        {
            if (option.IsRequired && !Has(option.Name))
            {
                return $"/{spec.Name} needs \"{option.Name}\": {option.Description.ToLowerInvariant()}.";
            }

            if (option.Choices.Count > 0 && Has(option.Name) && !option.Choices.Contains(Line(option.Name)))
            {
                return $"\"{option.Name}\" is one of {Texts.List(option.Choices)}.";
            }
        }

        return null;
    }
}
