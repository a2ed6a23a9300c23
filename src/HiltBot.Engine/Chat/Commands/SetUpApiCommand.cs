using HiltBot.Engine.Merchants.Accounts;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// <c>/setup api</c>: a fresh one-time code with which the workspace gets its account at the API, for the owner's eyes
/// alone.
/// </summary>
internal sealed class SetUpApiCommand(GiveAccountCode give) : ChatCommand
{
    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken) =>
        Answer(await give.HandleAsync(turn.MerchantId, turn.Actor, cancellationToken), turn.TimeZone);

    internal static ChatReply Answer(AccountCodeOutcome outcome, string timeZone) => outcome switch
    {
        AccountCodeOutcome.Given given => Replies.Say(
            "This code opens the account of this workspace at the API. Send it as setup_code to /v1/auth/register, with an " +
            "e-mail and a password:",
            given.Code,
            $"The code works once, until {Texts.Date(given.Until, timeZone)}, and I show it only here.",
            "Whoever uses it may do everything here, so give it to nobody else."),
        AccountCodeOutcome.NotAllowed notAllowed => Replies.Say(notAllowed.Why, "No code was made."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };
}
