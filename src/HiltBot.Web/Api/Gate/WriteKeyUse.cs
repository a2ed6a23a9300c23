using HiltBot.Engine.Merchants.Accounts;

namespace HiltBot.Web.Api.Gate;

/// <summary>Writes down what keys did since the last time, in bounded batches.</summary>
public sealed class WriteKeyUse(KeyUse use, RecordKeyUse record)
{
    private const int CallsMax = 500;

    /// <returns>How many calls were written; more may wait.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var calls = use.Take(CallsMax);
        if (calls.Count > 0)
        {
            await record.HandleAsync(calls, cancellationToken);
        }

        return calls.Count;
    }
}
