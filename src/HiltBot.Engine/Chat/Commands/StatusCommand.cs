using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/status</c>: each membership in words, what it opens, what is still missing, and what can be done.</summary>
internal sealed class StatusCommand(RenewalLinks renewals) : ChatCommand
{
    private const int ShownMax = 5;

    public override Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken) => ShowAsync(turn, cancellationToken);

    public override Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) => ShowAsync(turn, cancellationToken);

    private async Task<ChatReply> ShowAsync(ChatTurn turn, CancellationToken cancellationToken)
    {
        if (await turn.FindBuyerAsync(cancellationToken) is not { } buyer)
        {
            return Wording.NoMembership(turn);
        }

        var mine = await MyMemberships.AllAsync(turn, buyer, cancellationToken);
        if (mine.Count == 0)
        {
            return Wording.NoMembership(turn);
        }

        var shown = mine.Take(ShownMax).ToList();
        var productIds = shown.Select(one => one.Product.Id).ToList();
        var targets = await turn.Db.ProductTargets.Where(row => productIds.Contains(row.ProductId))
            .OrderBy(row => row.Position).ToListAsync(cancellationToken);
        var accounts = await turn.Db.BuyerAccounts
            .Where(row => row.MerchantId == turn.MerchantId && row.BuyerId == buyer.Id)
            .Select(row => row.Platform).ToListAsync(cancellationToken);
        var seats = await turn.Db.Seats.Where(row => row.MerchantId == turn.MerchantId && row.BuyerId == buyer.Id)
            .ToListAsync(cancellationToken);
        var reply = Replies.Say(
            $"Your memberships at {PlainText.Name(turn.Merchant.Name)}:",
            buyer.BlockedAt is null ? null : "Your account is blocked here: what runs goes on, and nothing new can be bought.",
            mine.Count > shown.Count ? $"The newest {shown.Count} of {mine.Count}." : null);
        foreach (var one in shown)
        {
            var opens = targets.Where(target => target.ProductId == one.Product.Id).ToList();
            reply = reply.WithFacts(
                new ChatFact(OfferWords.Title(one.Product),
                    MembershipWords.Standing(one.Membership, one.Product.BillingTimeZone)),
                opens.Count > 0 ? new ChatFact("Opens", Wording.Opens(opens)) : null,
                Missing(one.Membership, opens, accounts, seats) is { Count: > 0 } missing
                    ? new ChatFact("Still missing", string.Join(' ', missing))
                    : null,
                one.Membership.Status == MembershipStatus.Expired
                    ? null
                    : new ChatFact("Renewal", MembershipWords.Reminders(one.Membership)));
        }

        var links = await renewals.OfAsync(turn, [.. shown.Select(one => one.Membership)], cancellationToken);
        return reply.With([
            .. InviteButtons(shown, targets, seats), .. RenewalButtons(shown, links),
            .. RenewButtons(shown), .. ConnectButtons(turn, shown, targets, accounts),
        ]);
    }

    private static List<string> Missing(
        Membership membership, IReadOnlyList<ProductTarget> opens, List<Platform> accounts, List<Seat> seats)
    {
        var missing = new List<string>();
        if (!membership.GivesAccess)
        {
            return missing;
        }

        foreach (var target in opens)
        {
            var label = Wording.Label(target);
            var seat = seats.FirstOrDefault(
                row => row.Platform == target.Platform && row.TargetId == target.TargetId);
            var sentence = seat switch
            {
                _ when !accounts.Contains(target.Platform) =>
                    $"Connect {Texts.PlatformName(target.Platform)}, and {label} opens there.",
                null or { DeliveryStatus: DeliveryStatus.Pending, Shown: null } => $"{label} is being opened.",
                { InviteUrl: not null } => $"Join with the button below, and {label} opens for you.",
                { DeliveryStatus: DeliveryStatus.Pending } =>
                    $"Join {Texts.PlatformName(target.Platform)} with this account, and {label} opens by itself.",
                { DeliveryStatus: DeliveryStatus.Failed or DeliveryStatus.ManualReview } =>
                    $"{label} could not be opened yet; staff knows, and we keep trying.",
                _ => null,
            };
            if (sentence is not null)
            {
                missing.Add(sentence);
            }
        }

        return missing;
    }

    // Each place once, whatever opens it.
    private static IEnumerable<ChatButton> InviteButtons(
        List<MyMembership> shown, List<ProductTarget> targets, List<Seat> seats) =>
        from target in targets
        where shown.Any(one => one.Product.Id == target.ProductId && one.Membership.GivesAccess)
        join seat in seats on (target.Platform, target.TargetId) equals (seat.Platform, seat.TargetId)
        where seat.InviteUrl is not null
        group target by seat.InviteUrl into invited
        select ChatButton.Open(
            PlainText.Line($"Join {Wording.Label(invited.First())}", 60), invited.Key);

    private static IEnumerable<ChatButton> RenewalButtons(
        List<MyMembership> shown, IReadOnlyDictionary<MembershipId, string> links) =>
        from one in shown
        where links.ContainsKey(one.Membership.Id)
        select ChatButton.Open(
            shown.Count == 1 ? "Its renewal" : PlainText.Line($"Renewal of {OfferWords.Title(one.Product)}", 60),
            links[one.Membership.Id]);

    private static IEnumerable<ChatButton> RenewButtons(List<MyMembership> shown) =>
        from one in shown
        where MembershipWords.CanRenew(one.Membership) && one.Product.Price is not null
        select ChatButton.Press(
            shown.Count == 1 ? "Renew" : PlainText.Line($"Renew {OfferWords.Title(one.Product)}", 60),
            ActionId.Write(Verbs.Renew, one.Membership.Id), ChatButtonStyle.Primary);

    private static IEnumerable<ChatButton> ConnectButtons(
        ChatTurn turn, List<MyMembership> shown, List<ProductTarget> targets, List<Platform> accounts) =>
        targets.Where(target => shown.Any(one => one.Product.Id == target.ProductId && one.Membership.GivesAccess))
            .Select(target => target.Platform).Distinct().Where(platform => !accounts.Contains(platform))
            .Select(platform => ChatButton.Press(
                $"Connect {Texts.PlatformName(platform)}",
                ActionId.Write(Verbs.Connect, turn.MerchantId, ConnectCommand.WordOf(platform))));
}
