using HiltBot.Engine.Merchants;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/staff remove</c>: takes somebody off the staff.</summary>
internal sealed class StaffRemoveCommand(SetStaff set) : ChatCommand
{
    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        var name = ReadWords.Person(words.Line("member"));
        var staff = await turn.Db.Staff
            .Where(row => row.MerchantId == turn.MerchantId && row.Platform == turn.Platform)
            .ToListAsync(cancellationToken);
        var named = staff.FirstOrDefault(row => row.AccountId == name) ??
            staff.FirstOrDefault(row => string.Equals(row.Display, name, StringComparison.OrdinalIgnoreCase));
        var account = new StaffAccount(turn.Platform, named?.AccountId ?? name, named?.Display ?? name);
        return StaffAddCommand.Answer(
            await set.HandleAsync(turn.MerchantId, account, null, turn.Actor, cancellationToken), account.Display);
    }
}
