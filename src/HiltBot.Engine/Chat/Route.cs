using HiltBot.Engine.Merchants;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat;

/// <summary>Where something that was said goes to. Pure: it reads the words, never the database.</summary>
internal abstract record Route
{
    private Route()
    {
    }

    public abstract Type? Handler { get; }

    public abstract StaffAction? Right { get; }

    public virtual bool NeedsViews => false;

    /// <summary>Whether a wallet may have to be looked at on the ledger before it is answered.</summary>
    public virtual bool AsksLedger => false;

    /// <summary>
    /// What is missing or not one of the choices; said after it is known that they may ask at all.
    /// </summary>
    public virtual string? Problem => null;

    public sealed record ToCommand(CommandEntry Entry, CommandSpec Spec, CommandWords Words) : Route
    {
        public override Type Handler => Entry.Handler;

        public override StaffAction? Right => Entry.Right;

        public override bool NeedsViews => Entry.NeedsViews;

        public override bool AsksLedger => Entry.AsksLedger;

        public override string? Problem => Words.Problem(Spec);
    }

    /// <summary>A button, a line of a menu (with its value) or a form (with its fields).</summary>
    public sealed record ToVerb(VerbEntry Entry, ActionId Action, string? Value, CommandWords? Fields) : Route
    {
        public override Type Handler => Entry.Handler;

        public override StaffAction? Right => Entry.Right;

        public override bool NeedsViews => Entry.NeedsViews;

        public override bool AsksLedger => Entry.AsksLedger;
    }

    /// <summary>A command for the merchant that was chosen from a menu.</summary>
    public sealed record InMerchant(MerchantId MerchantId, ToCommand Command) : Route
    {
        public override Type Handler => Command.Handler;

        public override StaffAction? Right => Command.Right;

        public override bool NeedsViews => Command.NeedsViews;

        public override string? Problem => Command.Problem;
    }

    /// <summary>Not understood, or asked wrongly; the reply says how to mend it.</summary>
    public sealed record Nowhere(ChatReply Reply) : Route
    {
        public override Type? Handler => null;

        public override StaffAction? Right => null;
    }

    public static Route Of(ChatInput input) => input switch
    {
        ChatInput.Command command => OfCommand(command),
        ChatInput.Pressed pressed => OfAction(pressed.ActionId, null, null),
        ChatInput.Chosen chosen => OfAction(chosen.ActionId, PlainText.Line(chosen.Value, 160), null),
        ChatInput.Submitted submitted => OfAction(
            submitted.ActionId, null, new CommandWords(string.Empty, submitted.Fields)),
        _ => new Nowhere(Replies.UnknownButton()),
    };

    private static Route OfCommand(ChatInput.Command command)
    {
        var name = command.Name.Trim().ToLowerInvariant();
        var spec = CommandList.Find(name);
        if (spec is null || CommandTable.FindCommand(name) is not { } entry)
        {
            var parts = CommandList.All.Where(known => known.Name.StartsWith(name + " ", StringComparison.Ordinal))
                .Select(known => "/" + known.Name).ToList();
            return new Nowhere(parts.Count > 0 && name.Length > 0
                ? Replies.Say($"Say {Texts.List(parts)}.")
                : Replies.UnknownCommand(name));
        }

        var words = new CommandWords(name, command.Options);
        if (name == "start" && OfLink(words.Line("payload", ActionId.LengthMax)) is { } linked)
        {
            return linked;
        }

        return new ToCommand(entry, spec, words);
    }

    // What a deep link brings along: an offer's opaque id alone, or a verb of this list with the id (or code) it is about.
    private static Route? OfLink(string payload)
    {
        if (payload.Length == Id.OpaqueLength)
        {
            return OfAction($"{Verbs.See}:{payload}", null, null);
        }

        var border = payload.IndexOf('-', StringComparison.Ordinal);
        var (verb, rest) = border < 1 ? (payload, string.Empty) : (payload[..border], payload[(border + 1)..]);
        return verb switch
        {
            Verbs.Connect when rest.Length > 0 => OfCommand(new ChatInput.Command(
                Verbs.Connect, new Dictionary<string, string> { ["code"] = rest })),
            Verbs.See or Verbs.Pay or Verbs.Offers or Verbs.Renew or Verbs.Status or Verbs.Receipts or Verbs.Support =>
                OfAction($"{verb}:{rest}", null, null),
            _ => null,
        };
    }

    private static Route OfAction(string actionId, string? value, CommandWords? fields)
    {
        if (!ActionId.TryParse(actionId, out var action))
        {
            return new Nowhere(Replies.UnknownButton());
        }

        if (action.Verb == Verbs.In)
        {
            return OfChoice(action, value);
        }

        return CommandTable.FindVerb(action.Verb) is { } entry
            ? new ToVerb(entry, action, value, fields)
            : new Nowhere(Replies.UnknownButton());
    }

    private static Route OfChoice(ActionId action, string? value) =>
        Id.TryFromOpaque<MerchantId>(value, out var merchantId) &&
        OfCommand(new ChatInput.Command(action.More.Replace('-', ' '), new Dictionary<string, string>()))
            is ToCommand command
            ? new InMerchant(merchantId, command)
            : new Nowhere(Replies.UnknownButton());
}
