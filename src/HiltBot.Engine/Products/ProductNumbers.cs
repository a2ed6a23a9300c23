using System.Globalization;
using HiltBot.Engine.Memberships;

namespace HiltBot.Engine.Products;

/// <summary>Reads the columns that hold more than one number.</summary>
public static class ProductNumbers
{
    extension(Product product)
    {
        /// <summary>How long one payment lasts; null: for ever.</summary>
        public Billing? Billing() => product.BillingUnit is { } unit
            ? new Billing(unit, product.BillingCount, product.BillingTimeZone, product.BillingEndTime)
            : null;

        /// <summary>Days before the period's end, descending.</summary>
        public int[] ReminderOffsets() => [.. Reminders.Offsets(product.ReminderOffsetsDays)];

        /// <summary>Minor units; null where nothing is proposed.</summary>
        public long[]? TipPresets() => product.TipPresetsMinorUnits is { } presets
            ? [.. presets.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(text => long.Parse(text, CultureInfo.InvariantCulture))]
            : null;
    }
}
