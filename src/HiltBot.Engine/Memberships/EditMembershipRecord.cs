using System.Text.Json.Nodes;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>What the merchant writes about a member; null leaves it.</summary>
/// <param name="Notes">For the merchant only; empty: none any more.</param>
/// <param name="Display">How the member is called; empty: no name.</param>
public sealed record RecordEdit(string? Notes, string? Display);

/// <summary>
/// Changes what stands beside a membership and moves nothing: no notice, no event to the merchant's software
/// (contract section 5).
/// </summary>
public sealed class EditMembershipRecord(Work work, BusinessTime businessTime)
{
    public const string NotesKey = "merchant_notes";

    public Task<MembershipOutcome> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, RecordEdit edit, Actor actor,
        CancellationToken cancellationToken) =>
        work.RunAsync<MembershipOutcome>(
            async db =>
            {
                var membership = await NewMembership.TakeOwnAsync(db, merchantId, membershipId, cancellationToken);
                if (membership is null)
                {
                    return new MembershipOutcome.Unknown();
                }

                var now = businessTime.Now();
                if (edit.Notes is { } notes)
                {
                    membership.MetadataJson = WithNotes(membership.MetadataJson, notes.Trim());
                    db.Remember(membership, "notes_updated", actor, now);
                }

                if (edit.Display is { } display)
                {
                    membership.IdentityDisplay = display.Trim() is { Length: > 0 } name ? name : null;
                    db.Remember(membership, "profile_updated", actor, now);
                }

                membership.UpdatedAt = now;
                return new MembershipOutcome.Done(membership);
            },
            cancellationToken);

    private static string WithNotes(string json, string notes)
    {
        var metadata = JsonNode.Parse(json) as JsonObject ?? [];
        metadata.Remove(NotesKey);
        if (notes.Length > 0)
        {
            metadata[NotesKey] = notes;
        }

        return metadata.ToJsonString();
    }
}
