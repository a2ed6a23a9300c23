using System.Text.Json;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>What to change; what is null stays.</summary>
public sealed record AccountEdit
{
    /// <summary>Empty takes it away.</summary>
    public string? DisplayName { get; init; }

    public string? TimeZone { get; init; }

    public JsonElement? NotificationPrefs { get; init; }

    public JsonElement? MerchantSettings { get; init; }
}

public abstract record AccountEditOutcome
{
    private AccountEditOutcome()
    {
    }

    /// <param name="Fields">Contract spelling.</param>
    public sealed record Saved(IReadOnlyList<string> Fields) : AccountEditOutcome;

    /// <param name="Field">Contract spelling.</param>
    /// <param name="Key">Of the object that the field is; null for the field itself.</param>
    public sealed record Refused(string Field, string? Key, string Why) : AccountEditOutcome;
}

/// <summary>
/// Changes the account and its workspace. Settings that the product knows stand in columns of their own and keep their
/// rules: the payout wallet is looked at on the ledger and every alert channel is told.
/// </summary>
public sealed class EditAccount(
    Work work, EditMerchant editMerchant, ChangePayoutWallet changeWallet, LookAtPayoutWallet lookAt)
{
    private const string Settings = "merchant_settings";

    /// <exception cref="Payments.ChainUnreadableException">A wallet could not be looked at; nothing was changed.</exception>
    public async Task<AccountEditOutcome> HandleAsync(
        MerchantId merchantId, AccountEdit edit, Actor actor, CancellationToken cancellationToken)
    {
        if (Problem(edit) is { } problem)
        {
            return problem;
        }

        // Before the transaction: a ledger takes its time.
        PayoutLook.Good? look = null;
        if (Text(edit, MerchantSettingsKeys.PayoutWallet) is { } wallet)
        {
            switch (await lookAt.HandleAsync(merchantId, wallet, null, cancellationToken))
            {
                case PayoutLook.Good good:
                    look = good;
                    break;
                case PayoutLook.Bad bad:
                    return new AccountEditOutcome.Refused(Settings, MerchantSettingsKeys.PayoutWallet, bad.Why);
                default:
                    throw new Payments.ChainUnreadableException("The wallet could not be looked at.");
            }
        }

        try
        {
            return await work.RunAsync(
                db => EditAsync(db, merchantId, edit, look, actor, cancellationToken), cancellationToken);
        }
        catch (EditRefusedException exception)
        {
            return exception.Why;
        }
    }

    private async Task<AccountEditOutcome> EditAsync(
        HiltDb db, MerchantId merchantId, AccountEdit edit, PayoutLook.Good? look, Actor actor,
        CancellationToken cancellationToken)
    {
        var account = await db.Accounts.SingleAsync(row => row.MerchantId == merchantId, cancellationToken);
        var fields = new List<string>();
        if (edit.DisplayName is { } displayName)
        {
            account.DisplayName = displayName.Trim() is { Length: > 0 } name ? name : null;
            fields.Add("display_name");
        }

        if (edit.NotificationPrefs is { } prefs)
        {
            account.NotificationPrefsJson = Merged(account.NotificationPrefsJson, prefs, "notification_prefs");
            fields.Add("notification_prefs");
        }

        await EditWorkspaceAsync(merchantId, edit, actor, cancellationToken);
        if (edit.TimeZone is not null)
        {
            fields.Add("timezone");
        }

        if (edit.MerchantSettings is { } settings)
        {
            var merchant = await db.Merchants.SingleAsync(row => row.Id == merchantId, cancellationToken);
            merchant.SettingsJson = Merged(
                merchant.SettingsJson, MerchantSettingsKeys.Without(settings), Settings);
            await db.SaveChangesAsync(cancellationToken);
            fields.Add(Settings);
        }

        if (look is not null && await changeWallet.HandleAsync(merchantId, look, actor, cancellationToken) is var outcome &&
            WhyNot(outcome) is { } why)
        {
            throw new EditRefusedException(new(Settings, MerchantSettingsKeys.PayoutWallet, why));
        }

        return new AccountEditOutcome.Saved(fields);
    }

    private async Task EditWorkspaceAsync(
        MerchantId merchantId, AccountEdit edit, Actor actor, CancellationToken cancellationToken)
    {
        var wanted = new MerchantEdit
        {
            TimeZone = edit.TimeZone,
            Name = Text(edit, MerchantSettingsKeys.BrandName),
            SupportUrl = Text(edit, MerchantSettingsKeys.SupportUrl),
            TermsText = Text(edit, MerchantSettingsKeys.TermsText),
        };
        if (wanted == new MerchantEdit())
        {
            return;
        }

        switch (await editMerchant.HandleAsync(merchantId, wanted, actor, cancellationToken))
        {
            case MerchantEditOutcome.Saved:
                return;
            case MerchantEditOutcome.Refused { Field: "timezone" } refused:
                throw new EditRefusedException(new("timezone", null, refused.Why));
            case MerchantEditOutcome.Refused refused:
                var key = refused.Field == "name" ? MerchantSettingsKeys.BrandName : refused.Field;
                throw new EditRefusedException(new(Settings, key, refused.Why));
            case MerchantEditOutcome.NotAllowed notAllowed:
                throw new EditRefusedException(new(Settings, null, notAllowed.Why));
            case var other:
                throw new InvalidOperationException($"No answer for {other.GetType().Name}.");
        }
    }

    private static string? WhyNot(WalletOutcome outcome) => outcome switch
    {
        WalletOutcome.Changed or WalletOutcome.Same => null,
        WalletOutcome.Refused refused => refused.Why,
        WalletOutcome.NotAllowed notAllowed => notAllowed.Why,
        WalletOutcome.LookAgain => "A product in another asset was made just now; send the change again.",
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };

    private static string Merged(string json, JsonElement patch, string field)
    {
        var settings = SettingsMerge.Read(json);
        SettingsMerge.Into(settings, patch);
        var merged = SettingsMerge.Write(settings);
        return merged.Length <= SettingsMerge.LengthMax
            ? merged
            : throw new EditRefusedException(
                new(field, null, $"All of it together has at most {SettingsMerge.LengthMax} characters."));
    }

    /// <returns>Null when it was not sent; empty for null.</returns>
    private static string? Text(AccountEdit edit, string key) =>
        edit.MerchantSettings is { } settings && settings.TryGetProperty(key, out var value)
            ? value.GetString() ?? string.Empty
            : null;

    private static AccountEditOutcome.Refused? Problem(AccountEdit edit)
    {
        if (edit.NotificationPrefs is { } prefs && SettingsMerge.KeyWithSecret(prefs) is { } secret)
        {
            return new("notification_prefs", secret, "Secrets are not kept here.");
        }

        return edit.MerchantSettings is { } settings && MerchantSettingsKeys.Problem(settings) is var (key, why)
            ? new(Settings, key, why)
            : null;
    }

    // Undoes what the transaction had begun.
    private sealed class EditRefusedException(AccountEditOutcome.Refused why) : Exception(why.Why)
    {
        public AccountEditOutcome.Refused Why => why;
    }
}
